/*
 * Measures the engine on chains, stars and layered graphs, each in processes of its own, and prints
 * the figures with their ratios to the floor (the same graph of promises, with no engine) and, where
 * Go is installed, to Juju's own engine, measured in the same run.
 * `pnpm --filter @holdfast/bench engine`, with `--quick` for one run of each instead of five and no
 * Go above a thousand, and `--cpu` to count only the time that the engine's thread worked.
 */
import process from "node:process";

import type { Measured } from "./figures.js";
import { JujuEngine, type Variant } from "./juju.js";
import { measure, measureCutOff, medians, type Runs } from "./measure.js";
import { type Shape, SHAPES } from "./shapes.js";
import { Targets } from "./targets.js";

const SIZES = [100, 1000, 10_000];
const VARIANTS: readonly (readonly [Exclude<Variant, "plain">, Shape, number])[] = [
  ["optional", "chain", 100],
  ["optional", "layered", 1000],
  ["delayed", "layered", 1000],
];
const quick = process.argv.includes("--quick");
const runs: Runs = {
  runs: quick ? 1 : 5,
  unit: process.argv.includes("--cpu") ? "cpu" : "wall",
};
const targets = new Targets();

const built = JujuEngine.build();
using juju = typeof built === "string" ? undefined : built;
console.log(`Medians of ${runs.runs}, ms (${runs.unit}), Node ${process.version}`);
console.log(
  typeof built === "string"
    ? `Compared with the floor alone: ${built}.\n`
    : `Compared with the floor, and with ${built.version}, measured in this run.\n`,
);

console.log(
  "| shape | N | start ms (ours/floor, Go/ours) | warm start (ours/floor) | root bounce (Go/ours) | 20th bounce | stop (Go/ours) | bytes a node | starts a worker, cold / bounce |",
);
console.log("|---|---|---|---|---|---|---|---|---|");
for (const shape of SHAPES) {
  const coldStart = new Map<number, number>();
  for (const size of SIZES) coldStart.set(size, row(shape, size));
  const growth = (coldStart.get(10_000) ?? 0) / (coldStart.get(1000) ?? 1);
  targets.check(`${shape}: 10,000 cost ${growth.toFixed(1)} times 1,000 (13)`, growth <= 13);
}

console.log(
  "\n| variant | shape | N | start ms (Go/ours) | root bounce (Go/ours) | stop (Go/ours) | starts a worker, cold / bounce (Go) |",
);
console.log("|---|---|---|---|---|---|---|");
for (const [variant, shape, size] of VARIANTS) {
  const engine = measure(variant, shape, size, runs);
  const go = goMeasured(shape, size, variant);
  const theirs = go === undefined ? "" : ` (${starts(go)})`;
  console.log(
    `| ${variant} | ${shape} | ${size} | ${ms(engine.start)}${against(go?.start, engine.start)} ` +
      `| ${ms(engine.bounce)}${against(go?.bounce, engine.bounce)} ` +
      `| ${ms(engine.stop)}${against(go?.stop, engine.stop)} | ${starts(engine)}${theirs} |`,
  );
  targets.hold(`${variant} ${shape} ${size}`, engine, go);
}
console.log(
  "\n| restart of the root, output the same | N | with `same`, ms (starts) | without, ms (starts) | saved |",
);
console.log("|---|---|---|---|---|");
for (const shape of SHAPES) {
  for (const size of [1000, 10_000]) {
    const { kept, restarted, keptStarts, restartedStarts } = measureCutOff(shape, size, runs);
    console.log(
      `| ${shape} | ${size} | ${kept.toFixed(2)} (${keptStarts}) ` +
        `| ${ms(restarted)} (${restartedStarts}) | ${times(restarted, kept)} |`,
    );
    targets.check(
      `${shape} ${size}: a cut-off starts the root alone, and takes a fifth or less`,
      keptStarts === 1 && restartedStarts === size && kept * 5 <= restarted,
    );
  }
}
console.log(`\n${targets.toString()}`);
if (targets.missed) process.exitCode = 1;

/** Prints one graph. @returns ms of its cold start */
function row(shape: Shape, size: number): number {
  const engine = measure("engine", shape, size, runs);
  const { bytes } = measure("heap", shape, size, runs);
  const floor = measure("floor", shape, size, runs);
  const warm = measure("warm", shape, size, runs);
  const warmFloor = measure("warm-floor", shape, size, runs);
  const go = goMeasured(shape, size, "plain");
  const cold = engine.start / floor.start;
  const hot = warm.start / warmFloor.start;
  const beside = go === undefined ? "" : `, ${times(go.start, engine.start)}`;
  console.log(
    `| ${shape} | ${size} | ${ms(engine.start)} (${cold.toFixed(1)}${beside}) ` +
      `| ${ms(warm.start)} (${hot.toFixed(1)}) ` +
      `| ${ms(engine.bounce)}${against(go?.bounce, engine.bounce)} | ${ms(engine.twentieth)} ` +
      `| ${ms(engine.stop)}${against(go?.stop, engine.stop)} | ${Math.round(bytes)} | ${starts(engine)} |`,
  );
  const what = `${shape} ${size}`;
  targets.hold(what, engine, go);
  targets.check(`${what}: below 2 KB a node (${Math.round(bytes)} bytes)`, bytes < 2048);
  targets.check(
    `${what}: 20th bounce no slower than the first`,
    engine.twentieth <= engine.bounce * 1.2,
  );
  if (what === "layered 1000") {
    targets.check(`${what}: cold start within 4 times its floor (${cold.toFixed(1)})`, cold <= 4);
    targets.check(`${what}: warm start within 4 times its floor (${hot.toFixed(1)})`, hot <= 4);
  }
  return engine.start;
}

function goMeasured(shape: Shape, size: number, variant: Variant): Measured | undefined {
  if (juju === undefined || (quick && size > 1000)) return undefined;
  // What takes it a minute is measured once.
  const often = size > 1000 ? 1 : runs.runs;
  return medians(Array.from({ length: often }, () => juju.measure(shape, size, variant)));
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function times(go: number, ours: number): string {
  const ratio = go / ours;
  return `${ratio.toFixed(ratio < 10 ? 1 : 0)}x`;
}

function against(go: number | undefined, ours: number): string {
  return go === undefined ? "" : ` (${times(go, ours)})`;
}

function starts({ coldStarts, bounceStarts }: Measured): string {
  return `${coldStarts.toFixed(2)} / ${bounceStarts.toFixed(2)}`;
}
