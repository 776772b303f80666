import { expect, test } from "vitest";
import { BounceError, runWorker, StartOverrunError } from "../../src/index.js";
import { bench, turn } from "../support.js";

test("a start that overruns its deadline is told, named, counted as failed, and tried again", async () => {
  const { engine, clock, add, story } = bench({
    startDeadline: 1000,
    errorDelay: 200,
    random: () => 0.5,
  });
  const a = add("a", { startsIn: 60_000 });
  await clock.advance(1000);
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"a","what":"start","deadline":1000}',
  ]);
  expect(engine.report().manifolds["a"]).toMatchObject({
    state: "stopped",
    error: '"a" did not start within 1000 ms',
    "error-code": "ERR_START_OVERRUN",
  });
  await clock.advance(200);
  expect(a.calls).toBe(2);
});

test("a start that ignores its signal is abandoned, and the worker it comes up with is stopped", async () => {
  const { engine, clock, seen, add, story } = bench({
    startDeadline: 100,
    stopDeadline: 50,
    errorDelay: 60_000,
  });
  add("a", { startsIn: 1000, deaf: true });
  const other = add("other", { inputs: ["a"], copes: true });
  await clock.advance(150);
  expect(engine.report().manifolds["a"]).toMatchObject({ state: "stopped", abandoned: 1 });
  expect(other.starts).toBe(1);
  await clock.advance(850);
  expect(seen).toEqual(["start other", "start a", "stop a", "end a"]);
  expect(story("ended late")).toEqual(['{"kind":"ended late","manifold":"a"}']);
  expect(engine.report().manifolds["a"]?.abandoned).toBeUndefined();
});

test("a worker that does not stop is abandoned, and the wave goes on without it", async () => {
  const { engine, clock, add, story } = bench({ stopDeadline: 1000 });
  const a = add("a");
  const b = add("b", { inputs: ["a"], stopsIn: Infinity });
  await engine.settled();
  a.end(new BounceError());
  await clock.advance(1000);
  await engine.settled();
  expect([a.starts, b.starts]).toEqual([2, 2]);
  expect(engine.report().manifolds["b"]).toMatchObject({ state: "started", abandoned: 1 });
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"b","what":"stop","deadline":1000}',
  ]);
});

test("the late end of an abandoned worker changes nothing", async () => {
  const { engine, clock, add, story } = bench({ stopDeadline: 100 });
  const a = add("a", { stopsIn: 500 });
  await engine.settled();
  engine.bounce("a");
  await clock.advance(100);
  expect(a.starts).toBe(2);
  await clock.advance(1000);
  expect(a.starts).toBe(2);
  expect(engine.report().manifolds["a"]).toMatchObject({ state: "started" });
  expect(story("ended late")).toHaveLength(1);
});

test("wait settles although a worker never stops, a start never returns and a kill throws", async () => {
  const { engine, clock, add, story } = bench({ stopDeadline: 1000 });
  add("never stops", { stopsIn: Infinity });
  add("never starts", { startsIn: 1e12, deaf: true });
  const kill = (): never => {
    throw new Error("no");
  };
  add("throws", {
    manifold: { start: () => ({ kill, wait: () => new Promise(() => undefined) }) },
  });
  await clock.advance(10);
  engine.kill();
  await clock.advance(1000);
  await engine.wait();
  expect(story("kill failed")).toHaveLength(1);
  expect(story("overran")).toHaveLength(3);
});

test("a manifold's own deadlines count instead of the engine's", async () => {
  const { clock, add, story } = bench({ startDeadline: 1e6, stopDeadline: 1e6 });
  add("a", { startsIn: 1e9, deaf: true, manifold: { startDeadline: 20, stopDeadline: 30 } });
  await clock.advance(50);
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"a","what":"start","deadline":20}',
    '{"kind":"overran","manifold":"a","what":"stop","deadline":30}',
  ]);
});

test("a signal that is asked for after the start was told to end is aborted already", async () => {
  const { engine, clock, add } = bench({ startDeadline: 100 });
  let reason: unknown;
  add("a", {
    startsIn: 200,
    deaf: true,
    onStart: ({ signal }) => {
      reason = signal.reason;
    },
  });
  await clock.advance(200);
  expect(reason).toMatchObject({ code: "ERR_START_ABORTED", manifold: "a" });
  expect(engine.report().manifolds["a"]?.["start-count"]).toBeUndefined();
});

test("no deadline outlives what it was for", async () => {
  const { engine, clock, add } = bench();
  add("a", { startsIn: 10 });
  const b = add("b", { inputs: ["a"], startsIn: 10, stopsIn: 10 });
  await clock.advance(20);
  b.end(new Error("broken"));
  await clock.advance(100);
  await engine.settled();
  expect(clock.pending).toBe(0);
});

test("a start that fails just before its deadline is not said to have overrun it", async () => {
  const { engine, clock, add } = bench({ startDeadline: 100, errorDelay: 60_000 });
  add("a", {
    startsIn: 99,
    onStart: () => {
      throw new Error("of its own");
    },
  });
  await clock.advance(100);
  expect(engine.report().manifolds["a"]?.error).toBe("of its own");
});

test("a start overrun is seen by filters and policies as an error of its own class", async () => {
  const seen: unknown[] = [];
  const { clock, add } = bench({ startDeadline: 100 });
  add("a", {
    startsIn: 1e6,
    manifold: {
      filter: (error) => {
        seen.push(error);
        return error;
      },
      restart: [{ when: StartOverrunError, backoff: { delay: 5000, jitter: { kind: "none" } } }],
    },
  });
  await clock.advance(100);
  expect(seen[0]).toBeInstanceOf(StartOverrunError);
  await clock.advance(4999);
  expect(seen).toHaveLength(1);
});

// Reports

test("a report never waits: what a worker promises is shown from the next report on", async () => {
  const { engine, add } = bench();
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report: () => Promise.resolve({ connections: 3 }),
  });
  add("a", { manifold: { start } });
  await engine.settled();
  expect(engine.report().manifolds["a"]).not.toHaveProperty("report");
  await turn();
  expect(engine.report().manifolds["a"]?.report).toEqual({ connections: 3 });
});

test("a gathered report waits for promises, for as long as the report deadline allows", async () => {
  const { engine, clock, add, story } = bench({ reportDeadline: 100 });
  const reporting = (report: () => unknown) => (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report,
  });
  add("quick", { manifold: { start: reporting(() => Promise.resolve("quick")) } });
  add("stuck", { manifold: { start: reporting(() => new Promise(() => undefined)) } });
  add("fails", { manifold: { start: reporting(() => Promise.reject(new Error("cannot say"))) } });
  await engine.settled();
  const gathering = engine.gatherReport();
  await clock.advance(101);
  const { manifolds } = await gathering;
  expect(manifolds["quick"]?.report).toBe("quick");
  expect(manifolds["fails"]?.report).toEqual({ error: "cannot say" });
  expect(manifolds["stuck"]).toMatchObject({ state: "started", "report-overran": true });
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"stuck","what":"report","deadline":100}',
  ]);
  expect(clock.pending).toBe(0);
});

test("however many reports are gathered, and whatever else is waited for, the clock has one timer", async () => {
  const { engine, clock, add } = bench({ errorDelay: 2000, reportDeadline: 50 });
  add("failing", {
    onStart: () => {
      throw new Error("no");
    },
  });
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report: () => new Promise(() => undefined),
  });
  add("slow", { manifold: { start } });
  await engine.settled();
  const gathering = [1, 2, 3].map(() => engine.gatherReport());
  await turn();
  expect(clock.pending).toBe(1);
  await clock.advance(51);
  for (const report of await Promise.all(gathering)) expect(report.state).toBe("started");
  expect(clock.pending).toBe(1);
});

test("a gathered report can be given up", async () => {
  const { engine, clock, add } = bench();
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report: () => new Promise(() => undefined),
  });
  add("a", { manifold: { start } });
  await engine.settled();
  const giveUp = new AbortController();
  const gathering = engine.gatherReport(giveUp.signal);
  giveUp.abort(new Error("too long"));
  await expect(gathering).rejects.toThrow("too long");
  await expect(engine.gatherReport(AbortSignal.abort(new Error("at once")))).rejects.toThrow(
    "at once",
  );
  expect(clock.pending).toBe(0);
});

test("a report that took too long to make is not asked for again until the worker is another", async () => {
  const { engine, clock, add } = bench({ reportDeadline: 100 });
  let asked = 0;
  let late = 0;
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(
      (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    ),
    report: () => {
      asked += 1;
      late += 500;
      return "late";
    },
  });
  add("a", { manifold: { start } });
  await engine.settled();
  const now = clock.now.bind(clock);
  clock.now = () => now() + late;
  expect(engine.report().manifolds["a"]).toMatchObject({ "report-overran": true });
  expect(engine.report().manifolds["a"]).toMatchObject({ "report-overran": true });
  expect(asked).toBe(1);
  engine.bounce("a");
  await engine.settled();
  engine.report();
  expect(asked).toBe(2);
});

test("a worker whose report throws is reported with the error", async () => {
  const { engine, add } = bench();
  const report = (): never => {
    throw new Error("no words");
  };
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report,
  });
  add("a", { manifold: { start } });
  await engine.settled();
  expect(engine.report().manifolds["a"]?.report).toEqual({ error: "no words" });
});

test("a start that comes up after all has its whole deadline to stop", async () => {
  const { engine, clock, events, add } = bench({ stopDeadline: 100, patience: 1000 });
  add("a", { startsIn: 90, deaf: true, stopsIn: Infinity });
  await clock.advance(50);
  engine.bounce("a");
  await clock.advance(40);
  const began = clock.now();
  await clock.advance(1000);
  const overran = events.find((event) => event.kind === "overran");
  expect(overran?.at).toBe(began + 100);
});
