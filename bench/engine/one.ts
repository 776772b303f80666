/*
 * One graph in one process: `one.js WHAT SHAPE COUNT [cpu]`, where WHAT is `engine`, `heap`, `floor`,
 * `warm`, `warm-floor`, `optional` or `delayed`. A cold process measures the first engine that it
 * ever ran; a warm one has run the same graph before, and its code is compiled. `optional` installs in a random order workers that can do without any input, `delayed` has the
 * delay of 10 ms that agents use. Prints what it measured, as JSON.
 */
import process from "node:process";
import { BounceError, Engine, resourceName, type Worker } from "@holdfast/dependency-engine";
import type { Floor, Measured } from "./figures.js";
import { inputsOf, type Shape, SHAPES, shuffled } from "./shapes.js";
import { Stopwatch } from "./stopwatch.js";

/** So often a warm process runs the graph, the last time being the one that counts. */
const WARM_ROUNDS = 8;

const [what, shapeName, countText] = process.argv.slice(2);
const shape = SHAPES.find((candidate) => candidate === shapeName);
const count = Number(countText);
if (shape === undefined || !(count > 0)) throw new Error("usage: one.js WHAT SHAPE COUNT [cpu]");
// A first, small engine, so that the memory of its code is not counted as that of its nodes.
if (what === "heap") {
  await engine(shape, 200);
  // Until it is forgotten.
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const measured = what === "floor" || what === "warm-floor" ? floor : engine;
const rounds = what === "warm" || what === "warm-floor" ? WARM_ROUNDS : 1;
const figures: (Measured | Floor)[] = [];
for (let round = 0; round < rounds; round += 1) figures.push(await measured(shape, count));
console.log(JSON.stringify(figures.at(-1)));

interface Bouncing extends Worker {
  bounce(): void;
}

function makeWorker(): Bouncing {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { kill: resolve, wait: () => promise, bounce: () => reject(new BounceError()) };
}

async function engine(graphShape: Shape, size: number): Promise<Measured> {
  const graph = inputsOf(graphShape, size);
  const names = graph.map((_, index) => resourceName<number>(`worker-${index}`));
  const inputs = graph.map((from) => from.map((index) => names[index] ?? raise()));
  const before = heap();
  const clock = new Stopwatch();

  let running = 0;
  let starts = 0;
  let whenAll = (): void => undefined;
  let root: Bouncing | undefined;
  const all = (): Promise<void> => new Promise((resolve) => (whenAll = resolve));

  const subject = new Engine({
    isFatal: () => false,
    worstError: (error) => error,
    errorDelay: 0,
    bounceDelay: what === "delayed" ? 10 : 0,
  });
  const optional = what === "optional";
  const order = optional ? shuffled(size) : names.keys();
  const started = all();
  for (const index of order) {
    const mine = inputs[index] ?? raise();
    subject.install(names[index] ?? raise(), {
      inputs: optional ? [] : mine,
      optional: optional ? mine : [],
      start: ({ get, find }) => {
        for (const input of mine) (optional ? find : get)(input);
        starts += 1;
        running += 1;
        const worker = makeWorker();
        if (index === 0) root = worker;
        if (running === size) whenAll();
        return worker;
      },
      output: () => index,
    });
  }
  await started;
  const start = clock.lap();
  const coldStarts = starts / size;
  await subject.settled();
  const bytes = (heap() - before) / size;

  const bounces: number[] = [];
  starts = 0;
  for (let round = 0; round < 20; round += 1) {
    running = 0;
    const again = all();
    clock.lap();
    root?.bounce();
    await again;
    bounces.push(clock.lap());
    await subject.settled();
  }
  const bounceStarts = starts / size / bounces.length;

  clock.lap();
  subject.kill();
  await subject.wait();
  return {
    start,
    bounce: bounces[0] ?? 0,
    twentieth: bounces.at(-1) ?? 0,
    stop: clock.lap(),
    bytes,
    coldStarts,
    bounceStarts,
  };
}

/** The same graph without an engine: all in parallel as inputs come, and back. */
async function floor(graphShape: Shape, size: number): Promise<Floor> {
  const graph = inputsOf(graphShape, size);
  const clock = new Stopwatch();
  const started: Promise<Worker>[] = [];
  for (const from of graph) {
    const inputs = from.map((index) => started[index] ?? raise());
    started.push(startAfter(inputs));
  }
  const workers = await Promise.all(started);
  const start = clock.lap();
  const dependents: number[][] = graph.map(() => []);
  for (const [index, from] of graph.entries())
    for (const input of from) dependents[input]?.push(index);
  const stopped: Promise<void>[] = [];
  for (let index = size - 1; index >= 0; index -= 1) {
    const above = (dependents[index] ?? []).map((dependent) => stopped[dependent] ?? raise());
    stopped[index] = stopAfter(above, workers[index] ?? raise());
  }
  await Promise.all(stopped);
  return { start, stop: clock.lap() };
}

async function startAfter(inputs: readonly Promise<Worker>[]): Promise<Worker> {
  await Promise.all(inputs);
  return makeWorker();
}

async function stopAfter(dependents: readonly Promise<void>[], worker: Worker): Promise<void> {
  await Promise.all(dependents);
  worker.kill();
  await worker.wait();
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function raise(): never {
  throw new Error("a graph refers to a node that it has not");
}
