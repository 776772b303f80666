import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { isEngineReport, resourceName, runWorker, type Worker } from "../../src/index.js";
import { bench, turn } from "../support.js";

const BEGAN = Date.UTC(2026, 0, 2, 3, 4, 5);

test("a report says nothing of what there is nothing to say about", async () => {
  const { engine, clock, add } = bench();
  add("a");
  engine.install(resourceName("c"), {
    inputs: [],
    start: () => runWorker(() => new Promise(() => undefined)),
  });
  await clock.advance(0);
  const { a, c } = engine.report().manifolds;
  expect(a).toStrictEqual({
    state: "started",
    inputs: [],
    optional: [],
    phase: "started",
    since: BEGAN,
    "start-count": 1,
    started: "2026-01-02 03:04:05",
  });
  expect(c).not.toHaveProperty("optional");
});

test("one that fails to start tells how often, with what, and when it is tried again", async () => {
  const { engine, clock, add } = bench({ errorDelay: 3000, random: () => 0.5 });
  add("a", {
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await clock.advance(3000);
  expect(engine.report().manifolds["a"]).toStrictEqual({
    state: "stopped",
    inputs: [],
    optional: [],
    phase: "waiting",
    since: BEGAN + 3000,
    error: "not yet",
    attempts: 2,
    "next-attempt": BEGAN + 6000,
  });
});

test("one that waits for an input, or is about to start, waits for no time", async () => {
  const { engine, clock, add } = bench();
  add("slow", { startsIn: 400 });
  add("a", { inputs: ["slow"] });
  expect(engine.report().manifolds["slow"]).not.toHaveProperty("next-attempt");
  await clock.advance(100);
  expect(engine.report().manifolds["a"]).toStrictEqual({
    state: "stopped",
    inputs: ["slow"],
    optional: [],
    phase: "waiting",
    since: BEGAN,
    missing: ["slow"],
  });
});

test("a worker that comes up although its start was no longer wanted never ran", async () => {
  const { engine, clock, add } = bench();
  add("a", { startsIn: 100, deaf: true, stopsIn: 100 });
  await clock.advance(50);
  engine.bounce("a");
  await clock.advance(100);
  const { a } = engine.report().manifolds;
  expect(a).toMatchObject({ state: "stopping", attempts: 1 });
  expect(a).not.toHaveProperty("started");
  expect(a).not.toHaveProperty("start-count");
});

test("times are those of what happened, however long nobody asked", async () => {
  const { engine, clock, add } = bench();
  add("early", { stopsIn: 10 });
  await engine.settled();
  await clock.advance(500);
  add("slow", { startsIn: 100 });
  add("a", { inputs: ["slow"] });
  engine.bounce("early");
  await clock.advance(5);
  const { a, early } = engine.report().manifolds;
  expect([a?.since, early?.since]).toEqual([BEGAN + 500, BEGAN + 500]);
});

test.each([
  [null, false],
  ["text", false],
  [{}, false],
  [{ state: "started" }, false],
  [{ state: "started", manifolds: null }, false],
  [{ state: "started", manifolds: "none" }, false],
  [{ state: 1, manifolds: {} }, false],
  [{ manifolds: {} }, false],
  [{ state: "started", manifolds: {} }, true],
])("whether %o is an engine's report: %o", (value, is) => {
  expect(isEngineReport(value)).toBe(is);
});

// What workers say of themselves

function reporting(report: () => unknown): { start: () => Worker } {
  const worker = runWorker(() => new Promise(() => undefined));
  return { start: () => ({ ...worker, report }) };
}

test("a gathered report passes over those who promise nothing", async () => {
  const { engine, clock, add } = bench();
  add("silent");
  add("rests", { inputs: ["nowhere"] });
  add("tells", { manifold: reporting(() => "at once") });
  const promise = Promise.withResolvers<string>();
  add("promises", { manifold: reporting(() => promise.promise) });
  await engine.settled();
  let done = false;
  const gathering = engine.gatherReport().finally(() => {
    done = true;
  });
  await turn();
  expect(done).toBe(false);
  promise.resolve("later");
  const { manifolds } = await gathering;
  expect(manifolds["silent"]).not.toHaveProperty("report");
  expect(manifolds["rests"]).not.toHaveProperty("report");
  expect(manifolds).toMatchObject({ tells: { report: "at once" }, promises: { report: "later" } });
  expect(clock.pending).toBe(0);
});

test("a gathered report leaves no listener on the signal, whoever comes first", async () => {
  const { engine, add } = bench();
  const promise = Promise.withResolvers<string>();
  add("a", { manifold: reporting(() => promise.promise) });
  await engine.settled();
  const { signal } = new AbortController();
  const gathering = engine.gatherReport(signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  promise.resolve("done");
  await gathering;
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a worker that answers at the deadline is in time, and a ms later is not", async () => {
  const { engine, clock, add } = bench({ reportDeadline: 100 });
  let takes = 100;
  let past = 0;
  const now = clock.now.bind(clock);
  clock.now = () => now() + past;
  add("answers", {
    manifold: reporting(() => {
      past += takes;
      return "said";
    }),
  });
  await engine.settled();
  expect(engine.report().manifolds["answers"]).toMatchObject({ report: "said" });
  takes = 101;
  expect(engine.report().manifolds["answers"]).toMatchObject({ "report-overran": true });
});

test("a promise has until the deadline, and not a ms more", async () => {
  const { engine, clock, add } = bench({ reportDeadline: 100 });
  add("promises", { manifold: reporting(() => new Promise(() => undefined)) });
  await engine.settled();
  engine.report();
  await clock.advance(100);
  expect(engine.report().manifolds["promises"]).not.toHaveProperty("report-overran");
  await clock.advance(1);
  expect(engine.report().manifolds["promises"]).toMatchObject({ "report-overran": true });
});

test("a manifold is in the report whatever it is called", async () => {
  const { engine, add } = bench();
  const names = ["__proto__", "constructor", "", "a\nb"];
  for (const name of names) add(name);
  await engine.settled();
  expect(Object.keys(engine.report().manifolds)).toEqual(names);
});
