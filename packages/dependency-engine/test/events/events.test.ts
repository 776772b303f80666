import { seededRandom } from "@holdfast/ports";
import { expect, test } from "vitest";
import { BounceError, type EngineMetrics, eventLine, type Logger } from "../../src/index.js";
import { behaviours, histories, perform } from "../model/histories.js";
import { ReferenceModel } from "../model/reference-model.js";
import { World } from "../model/world.js";
import { bench, turn } from "../support.js";
import * as fc from "fast-check";

test("the stream tells a bounce from its cause to its settling", async () => {
  const { engine, events, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"] });
  await engine.settled();
  events.length = 0;
  a.end(new BounceError("new address"));
  await turn();
  await engine.settled();
  const error = { message: "new address", name: "BounceError", code: "ERR_BOUNCE" };
  const because = { manifold: "a", what: "asked for a restart", error };
  const told = events.map((event) => {
    const { seq: _seq, at: _at, ...rest } = JSON.parse(eventLine(event));
    return rest;
  });
  expect(told).toEqual([
    { kind: "ended", manifold: "a", outcome: "bounce", asked: false, error, ran: 0 },
    { kind: "wave began", wave: 2, because },
    { kind: "draining", manifold: "b", because },
    { kind: "stopping", manifold: "b" },
    { kind: "ended", manifold: "b", outcome: "finished", asked: true, ran: 0 },
    { kind: "starting", manifold: "a", attempt: 1, without: [], because },
    { kind: "started", manifold: "a", took: 0, count: 2 },
    { kind: "starting", manifold: "b", attempt: 1, without: [], because },
    { kind: "started", manifold: "b", took: 0, count: 2 },
    { kind: "wave settled", wave: 2, took: 0, started: 2, ended: 1 },
  ]);
});

test("events are numbered without gaps, and carry the time of the clock", async () => {
  const { engine, clock, events, add } = bench({ errorDelay: 100 });
  add("a", {
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await clock.advance(1000);
  engine.kill();
  await engine.wait();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const times = events.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((x, y) => x - y));
  expect(times.at(-1)).toBe(clock.now());
});

test("whoever unsubscribes hears nothing further, and the others still do", async () => {
  const { engine, events, add } = bench();
  const heard: string[] = [];
  const stop = engine.subscribe(({ kind }) => heard.push(kind));
  add("a");
  stop();
  stop();
  await engine.settled();
  expect(heard).toEqual(["installed", "wave began"]);
  expect(events.at(-1)?.kind).toBe("wave settled");
});

test("what a subscriber throws is told to all, once, and it hears on", async () => {
  const { engine, events, add } = bench();
  const mistake = new Error("cannot write");
  let calls = 0;
  engine.subscribe(() => {
    calls += 1;
    throw mistake;
  });
  const a = add("a");
  await engine.settled();
  expect([calls, a.starts]).toEqual([events.length, 1]);
  const failures = events.filter(({ kind }) => kind === "subscriber failed");
  expect(failures).toHaveLength(events.length / 2);
  expect(failures[0]).toMatchObject({ error: mistake });
});

test("a logger gets failures as errors, overruns as warnings, and the rest below", async () => {
  const lines: string[] = [];
  const log = (level: string) => (message: string, fields: unknown) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
  };
  const { engine, clock, add } = bench({ logger, startDeadline: 10, errorDelay: 60_000 });
  const a = add("a");
  add("slow", { startsIn: 100 });
  await clock.advance(5);
  a.end(new Error("broken"));
  await clock.advance(5);
  await engine.remove("a");
  engine.kill();
  await engine.wait();
  const levels = lines.map((line) => line.split(" {")[0]);
  expect(levels).toContain("error ended");
  expect(levels).toContain("warn overran");
  expect(levels).toContain("info removed");
  expect(levels).toContain("debug started");
  expect(levels.at(-1)).toBe("info engine stopped");
  expect(lines.find((line) => line.startsWith("warn"))).toBe(
    'warn overran {"manifold":"slow","what":"start","deadline":10}',
  );
});

test("metrics count starts, ends, overruns and waves", async () => {
  const counted: unknown[][] = [];
  const metrics: EngineMetrics = {
    recordStart: (...all) => counted.push(["start", ...all]),
    recordEnd: (...all) => counted.push(["end", ...all]),
    recordOverrun: (...all) => counted.push(["overrun", ...all]),
    recordWave: (...all) => counted.push(["wave", ...all]),
  };
  const { engine, clock, add } = bench({ metrics, stopDeadline: 100 });
  add("a", { startsIn: 30, stopsIn: Infinity });
  await clock.advance(30);
  engine.bounce("a");
  await clock.advance(130);
  await engine.settled();
  expect(counted).toEqual([
    ["start", "a", 30],
    ["wave", 30, 1, 0],
    ["overrun", "a", "stop"],
    ["end", "a", expect.objectContaining({ code: "ERR_STOP_OVERRUN" })],
    ["start", "a", 30],
    ["wave", 130, 1, 1],
  ]);
});

test("metrics may leave out what they do not count", async () => {
  const { engine, clock, add, story } = bench({ metrics: {}, startDeadline: 10, patience: 0 });
  const a = add("a");
  add("slow", { startsIn: 20 });
  await clock.advance(5);
  a.end(new Error("broken"));
  await clock.advance(10);
  engine.kill();
  await engine.wait();
  expect(story("overran")).toHaveLength(1);
  expect(story("subscriber failed")).toEqual([]);
});

/** The log of one history of failures, with jitter. */
async function run(seed: number): Promise<string> {
  const samples = fc.sample(
    histories(behaviours(200, true, true), { length: 40, pass: 2000, fatal: false }),
    {
      seed: 7,
      numRuns: 100,
    },
  );
  const ops = samples.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const world = new World({
    errorDelay: 1000,
    bounceDelay: 10,
    patience: 100,
    stopDeadline: 500,
    restart: [],
    seed,
  });
  const model = new ReferenceModel();
  for (const op of ops) {
    if (op.kind === "pass") await world.clock.advance(op.ms);
    else perform(op, world, model);
  }
  await world.quiesce();
  return world.log.join("\n");
}

test("the same clock and seed give the same log, byte for byte; another seed gives another", async () => {
  const log = await run(1);
  expect(log.length).toBeGreaterThan(3000);
  expect(await run(1)).toBe(log);
  expect(await run(2)).not.toBe(log);
  expect(seededRandom(1)()).toBe(seededRandom(1)());
});

test("whoever waits for settling may give up", async () => {
  const { engine, clock, add } = bench();
  add("a", { startsIn: 1000 });
  const giveUp = new AbortController();
  const settled = engine.settled(giveUp.signal);
  giveUp.abort(new Error("enough"));
  await expect(settled).rejects.toThrow("enough");
  await expect(engine.settled(AbortSignal.abort(new Error("at once")))).rejects.toThrow("at once");
  const other = engine.settled(new AbortController().signal);
  await clock.advance(1000);
  await other;
  expect(engine.report().manifolds["a"]?.state).toBe("started");
});
