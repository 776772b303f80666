import { Engine, resourceName, runWorker, type Worker } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { StopOverdueError, supervise } from "../src/index.js";

const forever = (): Promise<never> => new Promise(() => undefined);

function options(clock: VirtualClock, stop: AbortController) {
  return { signal: stop.signal, stopTimeout: 10_000, clock };
}

test("ends as the engine ends, and leaves no timer", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const failure = new Error("fatal");
  const engine = runWorker(() => Promise.reject(failure));
  await expect(supervise(engine, options(clock, stop))).rejects.toBe(failure);
  await supervise(
    runWorker(async () => undefined),
    options(clock, stop),
  );
  expect(clock.pending).toBe(0);
});

test("asks the engine to stop when it is asked to itself, before it began too", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const engine = runWorker((signal) => {
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  });
  stop.abort();
  await supervise(engine, options(clock, stop));
  expect(clock.pending).toBe(0);
});

test("does not wait longer than it was told for an engine that will not stop", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  let killed = 0;
  const stubborn: Worker = { kill: () => void killed++, wait: forever };
  const watched = supervise(stubborn, options(clock, stop));
  watched.catch(() => undefined); // looked at below
  stop.abort();
  await clock.advance(10_000);
  await expect(watched).rejects.toBeInstanceOf(StopOverdueError);
  expect(killed).toBe(1);
});

test("names who did not stop, also inside an engine that is a worker of the first", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const config = {
    isFatal: () => false,
    worstError: (first: unknown) => first,
    errorDelay: 100,
    bounceDelay: 10,
    clock,
  };
  const engine = new Engine(config);
  const inner = new Engine(config);
  const stubborn = { kill: () => undefined, wait: forever };
  const base = resourceName("base");
  engine.install(base, { inputs: [], start: () => runWorker(() => forever()) });
  engine.install(resourceName("model"), { inputs: [base], start: () => inner });
  inner.install(resourceName("stubborn"), { inputs: [], start: () => stubborn });
  await clock.advance(1);
  const watched = supervise(engine, options(clock, stop));
  watched.catch(() => undefined); // looked at below
  stop.abort();
  await clock.advance(10_000);
  await expect(watched).rejects.toMatchObject({
    code: "ERR_STOP_OVERDUE",
    still: ["model/stubborn", "base"],
  });
});

test("gives the engine no more time than it was told, and each of its workers a share of it", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const engine = new Engine({ isFatal: () => false, stopDeadline: 60_000, clock });
  const base = resourceName("base");
  let toldAt = Infinity;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const first: Worker = {
    kill: () => {
      toldAt = clock.now();
      end();
    },
    wait: () => ended,
  };
  engine.install(base, { inputs: [], start: () => first, output: () => "base" });
  engine.install(resourceName("stubborn"), {
    inputs: [base],
    start: ({ find }) => {
      find(base);
      return { kill: () => undefined, wait: forever };
    },
  });
  await clock.advance(1);
  const asked = clock.now();
  const watched = supervise(engine, options(clock, stop));
  watched.catch(() => undefined); // looked at below
  stop.abort();
  await clock.advance(10_000);
  await expect(watched).rejects.toMatchObject({ still: ["stubborn"] });
  expect(toldAt - asked).toBe(5000);
});

test("an engine that stopped for an error ends with that, whoever was left behind", async () => {
  const clock = new VirtualClock();
  const engine = new Engine({ isFatal: () => true, clock, stopDeadline: 10 });
  engine.install(resourceName("stubborn"), {
    inputs: [],
    start: () => ({ kill: () => undefined, wait: forever }),
  });
  engine.install(resourceName("fatal"), {
    inputs: [],
    start: () => runWorker(() => Promise.reject(new Error("no disk"))),
  });
  const watched = supervise(engine, options(clock, new AbortController()));
  watched.catch(() => undefined); // looked at below
  await clock.advance(20);
  await expect(watched).rejects.toMatchObject({
    code: "ERR_ABANDONED",
    cause: expect.objectContaining({ message: "no disk" }),
  });
});
