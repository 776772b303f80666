/* A listed input is required unless the worker's start has shown that it knows of its absence. */
import { expect, test } from "vitest";
import {
  type Manifold,
  type ResourceName,
  resourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "../../src/index.js";
import { bench } from "../support.js";

const db = resourceName<string>("db");
const cache = resourceName<string>("cache");
const api: ResourceName<unknown> = resourceName("api");

/** A worker that counts how often it was started, and whether it runs. */
function counted(more: Partial<Manifold> & { readonly ask?: (context: StartContext) => void }): {
  readonly manifold: Manifold;
  readonly live: () => number;
} {
  let live = 0;
  const { ask, ...rest } = more;
  const start = (context: StartContext): Worker => {
    ask?.(context);
    live += 1;
    return runWorker(async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      live -= 1;
    });
  };
  return { manifold: { inputs: [db], start, ...rest }, live: () => live };
}

test("a start that never asks for an input does not run without it", async () => {
  const { engine, clock, add } = bench();
  const { manifold, live } = counted({});
  engine.install(api, manifold);
  await clock.advance(1000);
  expect([live(), engine.report().manifolds["api"]?.state]).toEqual([0, "stopped"]);
  expect(engine.explain("api").text).toBe('"api" needs "db", because "db" is not installed.');
  add("db");
  await clock.advance(1000);
  expect([live(), engine.report().manifolds["api"]?.state]).toEqual([1, "started"]);
  const removed = engine.remove("db");
  await clock.advance(1000);
  await removed;
  expect([live(), engine.report().manifolds["api"]?.state]).toEqual([0, "stopped"]); // it goes with it
});

test.each([
  ["finds that it is absent", (context: StartContext) => void context.find(db)],
  [
    "catches what get throws",
    (context: StartContext) => {
      try {
        context.get(db);
      } catch {
        // It copes.
      }
    },
  ],
])("a start that %s runs without it", async (_, ask) => {
  const { engine, clock } = bench();
  const { manifold, live } = counted({ ask });
  engine.install(api, manifold);
  await clock.advance(1000);
  expect([live(), engine.report().manifolds["api"]?.state]).toEqual([1, "started"]);
});

test("an optional input need not be asked for", async () => {
  const { engine, clock, add } = bench();
  const { manifold, live } = counted({ optional: [cache], ask: ({ get }) => void get(db) });
  engine.install(api, manifold);
  add("db");
  await clock.advance(1000);
  expect([live(), engine.report().manifolds["api"]?.state]).toEqual([1, "started"]);
});

test("a worker that came up without a required input and will not stop is given up like any start", async () => {
  const { engine, clock } = bench();
  engine.install(api, {
    inputs: [db],
    startDeadline: 1000,
    stopDeadline: 500,
    start: () => ({ kill: () => undefined, wait: () => new Promise<void>(() => undefined) }),
  });
  await clock.advance(2000);
  engine.kill();
  await clock.advance(2000);
  await engine.wait();
  expect(engine.report().manifolds["api"]?.state).toBe("stopped");
});
