import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";

import { type CutOff, measured, type Measured } from "./figures.js";
import type { Shape } from "./shapes.js";

export type What = "engine" | "warm" | "heap" | "floor" | "warm-floor" | "optional" | "delayed";

const one = path.join(import.meta.dirname, "one.js");

/** How often each graph is measured, each time in a process of its own, and by which time. */
export interface Runs {
  readonly runs: number;
  readonly unit: "wall" | "cpu";
}

/** The median of each figure over so many processes, one after the other. */
export function measure(what: What, shape: Shape, size: number, { runs, unit }: Runs): Measured {
  const args = ["--expose-gc", one, what, shape, String(size), unit];
  return medians(
    Array.from({ length: runs }, () => {
      const said: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
      return measured(Object.fromEntries(Object.entries(said ?? {})));
    }),
  );
}

/** What a cut-off saves on one graph, both ways in one process. */
export function measureCutOff(shape: Shape, size: number, { unit }: Runs): CutOff {
  const program = path.join(import.meta.dirname, "cut-off.js");
  const args = [program, shape, String(size), unit];
  const said: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  const figures = new Map<string, unknown>(Object.entries(said ?? {}));
  const figure = (name: keyof CutOff): number => Number(figures.get(name));
  return {
    kept: figure("kept"),
    restarted: figure("restarted"),
    keptStarts: figure("keptStarts"),
    restartedStarts: figure("restartedStarts"),
  };
}

/** The median of each figure. */
export function medians(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => {
    const values = all.map((figures) => figures[key]).toSorted((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return {
    start: of("start"),
    bounce: of("bounce"),
    twentieth: of("twentieth"),
    stop: of("stop"),
    bytes: of("bytes"),
    coldStarts: of("coldStarts"),
    bounceStarts: of("bounceStarts"),
  };
}
