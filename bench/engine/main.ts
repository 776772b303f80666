/*
 * Measures the engine on the graphs of the published comparison, each in cold processes of its own,
 * and prints the figures with their ratios to Go's and to the floor measured beside them.
 * `pnpm --filter @holdfast/bench engine`, with `--quick` for one run of each instead of five,
 * and `--cpu` to count only the time that the engine's thread worked, on a machine that is busy.
 */
import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { GO, GO_VARIANTS, measured, type Measured } from "./figures.js";
import { type Shape, SHAPES } from "./shapes.js";

const SIZES = [100, 1000, 5000, 10_000];
const runs = process.argv.includes("--quick") ? 1 : 5;
const unit = process.argv.includes("--cpu") ? "cpu" : "wall";
const one = path.join(import.meta.dirname, "one.js");

/** Runs one process after the other, and takes the median of each figure. */
function measure(
  what: "engine" | "heap" | "floor" | "optional" | "delayed",
  shape: Shape,
  size: number,
): Record<string, number> {
  const args = ["--expose-gc", one, what, shape, String(size), unit];
  const all = Array.from({ length: runs }, () => {
    const said: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    return new Map(Object.entries(said ?? {}));
  });
  const medians: Record<string, number> = {};
  for (const key of all[0]?.keys() ?? []) {
    medians[key] = median(all.map((figures) => Number(figures.get(key))));
  }
  return medians;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const times = (go: number, ours: number): string => {
  const ratio = go / ours;
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)}x`;
};

console.log(`Medians of ${runs}, ms (${unit}), Node ${process.version}\n`);
console.log(
  "| shape | N | start ms (Go/ours, ours/floor) | root bounce ms (Go/ours) | 20th bounce | stop ms (Go/ours) | bytes a node | starts a worker, cold / bounce |",
);
console.log("|---|---|---|---|---|---|---|---|");
const verdicts: string[] = [];
for (const shape of SHAPES) {
  const starts = new Map<number, number>();
  for (const size of SIZES) {
    const { bytes } = measured(measure("heap", shape, size));
    const engine = { ...measured(measure("engine", shape, size)), bytes };
    const floor = measure("floor", shape, size)["start"] ?? Number.NaN;
    const [start, bounce, stop] = GO[shape][size] ?? [0, 0, 0];
    starts.set(size, engine.start);
    console.log(
      `| ${shape} | ${size} | ${ms(engine.start)} (${times(start, engine.start)}, ${(engine.start / floor).toFixed(1)}) ` +
        `| ${ms(engine.bounce)} (${times(bounce, engine.bounce)}) | ${ms(engine.twentieth)} ` +
        `| ${ms(engine.stop)} (${times(stop, engine.stop)}) | ${Math.round(engine.bytes)} ` +
        `| ${engine.coldStarts.toFixed(2)} / ${engine.bounceStarts.toFixed(2)} |`,
    );
    judge(shape, size, engine, floor);
  }
  const growth = (starts.get(10_000) ?? 0) / (starts.get(1000) ?? 1);
  verdict(`${shape}: 10,000 cost ${growth.toFixed(1)} times 1,000`, growth <= 13);
}

console.log(
  "\n| variant | shape | N | start ms (Go/ours) | root bounce ms (Go/ours) | stop ms (Go/ours) | starts a worker, cold / bounce (Go) |",
);
console.log("|---|---|---|---|---|---|---|");
for (const { variant, shape, size, figures, starts } of GO_VARIANTS) {
  const engine = measured(measure(variant, shape, size));
  const [start, bounce, stop] = figures;
  console.log(
    `| ${variant} | ${shape} | ${size} | ${ms(engine.start)} (${times(start, engine.start)}) ` +
      `| ${ms(engine.bounce)} (${times(bounce, engine.bounce)}) ` +
      `| ${ms(engine.stop)} (${times(stop, engine.stop)}) ` +
      `| ${engine.coldStarts.toFixed(2)} / ${engine.bounceStarts.toFixed(2)} (${starts.join(" / ")}) |`,
  );
  const what = `${variant} ${shape} ${size}`;
  verdict(
    `${what}: faster than Go to start, bounce`,
    engine.start < start && engine.bounce < bounce,
  );
  verdict(`${what}: faster than Go to stop`, engine.stop < stop);
  verdict(`${what}: one start each`, engine.coldStarts === 1 && engine.bounceStarts === 1);
}
console.log(`\n${verdicts.join("\n")}`);

function judge(shape: Shape, size: number, engine: Measured, floor: number): void {
  const what = `${shape} ${size}`;
  const [start, bounce, stop] = GO[shape][size] ?? [0, 0, 0];
  verdict(
    `${what}: faster than Go to start, bounce`,
    engine.start < start && engine.bounce < bounce,
  );
  verdict(`${what}: faster than Go to stop`, engine.stop < stop);
  verdict(`${what}: below 2 KB a node (${Math.round(engine.bytes)} bytes)`, engine.bytes < 2048);
  verdict(`${what}: one start each`, engine.coldStarts === 1 && engine.bounceStarts === 1);
  verdict(`${what}: 20th bounce no slower than the first`, engine.twentieth <= engine.bounce * 1.2);
  const limit = {
    "layered 1000": Math.max(18, 3 * floor),
    "chain 5000": 60,
    "layered 10000": 180,
  }[what];
  if (limit !== undefined) {
    verdict(`${what}: started in ${ms(engine.start)} of ${ms(limit)} ms`, engine.start <= limit);
  }
  if (what === "chain 1000") {
    verdict(`${what}: root bounce in ${ms(engine.bounce)} of 40 ms`, engine.bounce <= 40);
  }
}

function verdict(what: string, met: boolean): void {
  verdicts.push(`${met ? "met   " : "MISSED"} ${what}`);
  if (!met) process.exitCode = 1;
}
