import { expect, test } from "vitest";
import {
  Engine,
  type EngineMetrics,
  type Health,
  reportMermaid,
  reportText,
  resourceName,
  worker,
} from "../../src/index.js";
import { bench, CONFIG, type ProbeOptions } from "../support.js";

/** A manifold, and what its starts, the last first, can say of their health. */
function healthBench(options: ProbeOptions = {}, config: Parameters<typeof bench>[0] = {}) {
  const world = bench(config);
  const healths: Health[] = [];
  const onStart: ProbeOptions["onStart"] = ({ health }) => healths.unshift(health);
  const probe = world.add("db", { ...options, onStart });
  const degraded = (): string | undefined => world.engine.report().manifolds["db"]?.degraded;
  return { ...world, healths, probe, degraded };
}

test("a worker that says it is degraded runs on, and is shown so until it recovers", async () => {
  const { engine, clock, healths, story, degraded, add } = healthBench();
  const user = add("user", { inputs: ["db"] });
  await engine.settled();
  await clock.advance(100);
  const [health] = healths;
  health?.degraded(new Error("one of two replicas is away"));
  expect(engine.report().manifolds["db"]).toMatchObject({
    state: "started",
    degraded: "one of two replicas is away",
    "degraded-since": clock.now(),
  });
  expect(engine.explain("db")).toMatchObject({
    degraded: "one of two replicas is away",
    text: '"db" is running: "db" was installed. Degraded: one of two replicas is away.',
  });
  expect(reportText(engine.report())).toContain("    degraded: one of two replicas is away\n");
  expect(reportText(engine.report())).not.toContain("degraded-since");
  expect(reportMermaid(engine.report())).toContain("degraded: one of two replicas is away");
  expect(reportMermaid(engine.report())).toMatch(/db.*:::moving/);
  health?.recovered();
  expect(degraded()).toBeUndefined();
  expect(engine.report().manifolds["db"]).not.toHaveProperty("degraded-since");
  expect(engine.explain("db")).not.toHaveProperty("degraded");
  expect(story("degraded", "recovered")).toEqual([
    '{"kind":"degraded","manifold":"db","reason":"one of two replicas is away"}',
    '{"kind":"recovered","manifold":"db"}',
  ]);
  expect(user.starts).toBe(1);
});

test("what is said again is not told again, and another reason is", async () => {
  const { engine, healths, story } = healthBench();
  await engine.settled();
  const { degraded, recovered } = healths[0] ?? {};
  recovered?.();
  degraded?.("a");
  degraded?.("a");
  degraded?.("b");
  recovered?.();
  recovered?.();
  expect(story("degraded", "recovered")).toEqual([
    '{"kind":"degraded","manifold":"db","reason":"a"}',
    '{"kind":"degraded","manifold":"db","reason":"b"}',
    '{"kind":"recovered","manifold":"db"}',
  ]);
});

test("the next worker begins well, and the last one can say nothing any more", async () => {
  const { engine, healths, degraded, story } = healthBench();
  await engine.settled();
  healths[0]?.degraded("old");
  engine.bounce("db");
  await engine.settled();
  expect(degraded()).toBeUndefined();
  healths[1]?.degraded("too late");
  healths[1]?.recovered();
  expect(degraded()).toBeUndefined();
  await engine.remove("db");
  healths[0]?.degraded("gone");
  expect(story("degraded", "recovered")).toHaveLength(1);
});

test("a start may say so before its worker is up", async () => {
  const { engine, clock, healths, degraded, events } = healthBench({ startsIn: 10 });
  await clock.advance(10);
  healths[0]?.degraded("no cache yet");
  expect(degraded()).toBe("no cache yet");
  await engine.settled();
  expect(degraded()).toBe("no cache yet");
  expect(events.at(-1)?.kind).not.toBe("recovered");
});

test.each([
  ["nothing", undefined, "no reason given"],
  ["null", null, "no reason given"],
  ["no words", "", "no reason given"],
  ["an object that cannot be shown", Object.create(null), "an object that cannot be shown"],
  ["a number", 3, "3"],
  ["escapes", "a\u001b[2J\nb", "a\\u001b[2J\\nb"],
  ["a long text", "x".repeat(600), `${"x".repeat(500)}… (600 characters)`],
])("given %s, the reason is in words", async (_what, reason, shown) => {
  const { engine, healths, degraded } = healthBench();
  await engine.settled();
  healths[0]?.degraded(reason);
  expect(degraded()).toBe(shown);
});

test("an error whose message cannot be read is a reason, too", async () => {
  const { engine, healths, degraded } = healthBench();
  await engine.settled();
  const hostile = Object.defineProperty(new Error("x"), "message", {
    get: () => {
      throw new Error("no words");
    },
  });
  healths[0]?.degraded(hostile);
  expect(degraded()).toBe("Error");
});

test("a listener that hears of it may call the engine", async () => {
  const { engine, healths, degraded, probe } = healthBench();
  await engine.settled();
  engine.subscribe(({ kind }) => {
    if (kind === "degraded") engine.bounce("db");
  });
  healths[0]?.degraded("bounce me");
  await engine.settled();
  expect([degraded(), probe.starts]).toEqual([undefined, 2]);
});

test("metrics and the log hear of it", async () => {
  const heard: unknown[] = [];
  const metrics: EngineMetrics = { recordHealth: (...said) => heard.push(said) };
  const log: string[] = [];
  const say =
    (level: string) =>
    (message: string): void =>
      void (message === "degraded" || message === "recovered"
        ? log.push(`${level} ${message}`)
        : undefined);
  const logger = { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
  const { engine, healths } = healthBench({}, { metrics, logger });
  await engine.settled();
  healths[0]?.degraded("slow");
  healths[0]?.recovered();
  expect(heard).toEqual([
    ["db", "slow"],
    ["db", undefined],
  ]);
  expect(log).toEqual(["warn degraded", "info recovered"]);
});

test("an update may say it of the worker that it updates", async () => {
  const { engine, clock, add } = bench();
  const a = add("a", { manifold: { overlap: true } });
  const b = add("b", {
    inputs: ["a"],
    manifold: { update: (_worker, { health }) => health.degraded("half updated") },
  });
  await engine.settled();
  engine.bounce(a.name);
  await clock.advance(1000);
  expect(b.starts).toBe(1);
  expect(engine.report().manifolds["b"]?.degraded).toBe("half updated");
});

test("a worker made by worker() is handed its health", async () => {
  const health = Promise.withResolvers<Health>();
  await using engine = new Engine(CONFIG);
  const name = resourceName<undefined>("short");
  engine.install(
    name,
    worker({
      run: async (_inputs, signal, _output, its) => {
        health.resolve(its);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    }),
  );
  await engine.ready(name);
  (await health.promise).degraded("tired");
  expect(engine.report().manifolds["short"]?.degraded).toBe("tired");
});

test("one that runs beside its next may say it, and is heard of where it becomes the present one again", async () => {
  const { engine, clock, healths, degraded, story } = healthBench({
    startsIn: 10,
    manifold: { overlap: true },
  });
  await clock.advance(10);
  engine.bounce("db");
  await clock.advance(5);
  expect(engine.report().manifolds["db"]?.["last-worker"]).toBe("serving");
  healths[0]?.degraded("said beside the next");
  expect(degraded()).toBeUndefined();
  engine.bounce("db");
  await clock.advance(0);
  expect(story("degraded")).toHaveLength(1);
  await clock.advance(20);
  expect(degraded()).toBeUndefined();
});

test("a worker whose next one failed to start is as it said before", async () => {
  let fails = false;
  const healths: Health[] = [];
  const { engine, clock, add, story } = bench({ errorDelay: 1000 });
  add("db", {
    startsIn: 10,
    manifold: { overlap: true },
    onStart: ({ health }) => {
      if (fails) throw new Error("no port");
      healths.push(health);
    },
  });
  await clock.advance(10);
  fails = true;
  healths[0]?.degraded("slow");
  engine.bounce("db");
  await clock.advance(10);
  expect(engine.report().manifolds["db"]?.degraded).toBe("slow");
  expect(story("degraded")).toHaveLength(2);
});
