/*
 * What a cut-off saves: `cut-off.js SHAPE COUNT [cpu]` restarts the root of one graph, whose output is
 * the same again, twenty times with `same` and twenty without it, and prints the means as JSON.
 */
import process from "node:process";
import { BounceError, Engine, resourceName, type Worker } from "@holdfast/dependency-engine";
import type { CutOff } from "./figures.js";
import { inputsOf, type Shape, SHAPES } from "./shapes.js";
import { Stopwatch } from "./stopwatch.js";

const ROUNDS = 20;

const [shapeName, countText] = process.argv.slice(2);
const shape = SHAPES.find((candidate) => candidate === shapeName);
const count = Number(countText);
if (shape === undefined || !(count > 0)) throw new Error("usage: cut-off.js SHAPE COUNT [cpu]");
// In turns, and first for nothing, so that both are compiled.
for (const isCutOff of [true, false]) await rootRestart(shape, count, isCutOff);
const kept = await rootRestart(shape, count, true);
const restarted = await rootRestart(shape, count, false);
const figures: CutOff = {
  kept: kept.ms,
  restarted: restarted.ms,
  keptStarts: kept.starts,
  restartedStarts: restarted.starts,
};
console.log(JSON.stringify(figures));

/** The mean of the ms until all is settled, and of the starts, of one restart. */
async function rootRestart(
  graphShape: Shape,
  size: number,
  isCutOff: boolean,
): Promise<{ ms: number; starts: number }> {
  const names = Array.from({ length: size }, (_, index) => resourceName<number>(`worker-${index}`));
  const engine = new Engine({ errorDelay: 0, bounceDelay: 0 });
  let starts = 0;
  let bounceRoot = (): void => undefined;
  for (const [index, from] of inputsOf(graphShape, size).entries()) {
    const inputs = from.map((input) => named(names, input));
    engine.install(named(names, index), {
      inputs,
      start: ({ get }): Worker => {
        for (const input of inputs) get(input);
        starts += 1;
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        if (index === 0) bounceRoot = () => reject(new BounceError());
        return { kill: resolve, wait: () => promise };
      },
      output: () => index,
      ...(isCutOff && index === 0 ? { same: Object.is } : {}),
    });
  }
  await engine.settled();
  starts = 0;
  const clock = new Stopwatch();
  for (let round = 0; round < ROUNDS; round += 1) {
    bounceRoot();
    // The engine hears of it in a microtask.
    await Promise.resolve();
    await engine.settled();
  }
  const ms = clock.lap() / ROUNDS;
  engine.kill();
  await engine.wait();
  return { ms, starts: starts / ROUNDS };
}

function named<T>(names: readonly T[], index: number): T {
  const name = names[index];
  if (name === undefined) throw new Error("a graph refers to a node that it has not");
  return name;
}
