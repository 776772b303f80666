import { sleep, untilAborted } from "@holdfast/ports";
import { expect, test } from "vitest";
import {
  defineManifold,
  type Health,
  optional,
  resourceName,
  runWorker,
  worker,
} from "../../src/index.js";
import {
  EngineHarness,
  HarnessError,
  passUntil,
  runManifold,
  VirtualClock,
} from "../../src/testing/index.js";

const db = resourceName<{ query(): string }>("db");
const cache = resourceName<string>("cache");
const api = resourceName<{ answer(): string }>("api");
const apiManifold = worker({
  inputs: { db, cache: optional(cache) },
  output: (inputs) => ({ answer: () => `${inputs.db.query()} ${inputs.cache ?? "uncached"}` }),
});
const never = (): Promise<never> => new Promise(() => undefined);

// A whole engine

test("a whole engine settles in virtual time, and no more of it passes than that takes", async () => {
  await using harness = new EngineHarness();
  let starts = 0;
  harness.engine.install(resourceName("slow"), {
    inputs: [],
    start: async () => {
      await sleep(86_400_000, { clock: harness.clock });
      starts += 1;
      return runWorker(untilAborted);
    },
    startDeadline: Infinity,
  });
  await harness.settle();
  expect([starts, harness.clock.now()]).toEqual([1, 86_400_000]);
  expect(harness.events.map(({ kind }) => kind)).toContain("started");
});

test("inputs are given, changed and taken away", async () => {
  await using harness = new EngineHarness();
  harness.engine.install(api, apiManifold);
  harness.provide(db, { query: () => "one" });
  expect((await harness.ready(api)).answer()).toBe("one uncached");
  harness.provide(db, { query: () => "two" });
  harness.provide(cache, "cached");
  await harness.settle();
  expect((await harness.ready(api)).answer()).toBe("two cached");
  await harness.withdraw(db);
  await harness.settle();
  expect(harness.engine.report().manifolds["api"]?.resting).toBe("missing");
  await expect(harness.ready(api)).rejects.toMatchObject({ code: "ERR_NOT_READY" });
});

test("an engine that never settles is said to be, with what moves and why", async () => {
  const harness = new EngineHarness({ patience: Infinity, startDeadline: Infinity });
  harness.engine.install(resourceName("stuck"), { inputs: [], start: never });
  const error: unknown = await harness.settle().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HarnessError);
  expect(error).toMatchObject({ code: "ERR_NEVER_SETTLES", cause: { code: "ERR_NEVER_SETTLES" } });
  expect(String(error)).toContain(
    'HarnessError: the engine never settles: "stuck" has been starting',
  );
  await expect(harness.stop()).rejects.toMatchObject({ code: "ERR_LEAK" });
});

test("an engine that ends badly says so when it is disposed of", async () => {
  const fatal = new Error("must end");
  const dispose = async (): Promise<void> => {
    await using harness = new EngineHarness({ isFatal: (error) => error === fatal });
    harness.engine.install(resourceName("a"), {
      inputs: [],
      start: () => runWorker(async () => Promise.reject(fatal)),
    });
    await harness.settle();
  };
  await expect(dispose()).rejects.toBe(fatal);
});

// Leaks

test("a worker that does not end is a leak", async () => {
  const harness = new EngineHarness();
  const start = (): { kill(): void; wait(): Promise<void> } => ({
    kill: () => undefined,
    wait: never,
  });
  harness.engine.install(resourceName("deaf"), { inputs: [], start });
  await harness.settle();
  await expect(harness.stop()).rejects.toThrow("left something behind: deaf never ended");
});

test("a timer that is left is a leak", async () => {
  const clock = new VirtualClock();
  const harness = new EngineHarness({ clock });
  harness.engine.install(
    resourceName("forgets"),
    worker({
      run: async (_inputs, signal) => {
        clock.setTimeout(() => undefined, 1000);
        await untilAborted(signal);
      },
    }),
  );
  await harness.settle();
  await expect(harness.stop()).rejects.toThrow("1 timer(s) of the clock are left");
});

// One manifold

test("one manifold runs with the inputs that it is given", async () => {
  await using run = await runManifold(apiManifold, { db: { query: () => "42" } });
  expect(run.output.answer()).toBe("42 uncached");
  run.harness.provide(cache, "cached");
  await run.harness.settle();
  expect(run.output.answer()).toBe("42 cached");
  expect(run.workers).toHaveLength(2);
  expect(run.error).toBeUndefined();
});

test("one whose start fails, or misses an input, rejects with why", async () => {
  const broken = new Error("no disk");
  const failing = defineManifold({ inputs: [], start: () => Promise.reject(broken) });
  await expect(runManifold(failing)).rejects.toBe(broken);
  await expect(runManifold(apiManifold)).rejects.toMatchObject({
    code: "ERR_NOT_READY",
    message: expect.stringContaining('needs "db"'),
  });
});

test("one that ends is started again, and what it ended with is kept", async () => {
  const ends: ((error: Error) => void)[] = [];
  const healths: Health[] = [];
  const manifold = defineManifold({
    inputs: [],
    start: async ({ health }) => {
      healths.push(health);
      return runWorker(
        (signal) =>
          new Promise<void>((resolve, reject) => {
            ends.push(reject);
            signal.addEventListener("abort", () => resolve());
          }),
      );
    },
  });
  await using run = await runManifold(manifold, {}, { errorDelay: 100 });
  ends[0]?.(new Error("lost"));
  await run.harness.clock.advance(0);
  expect(run.error).toEqual(new Error("lost"));
  await run.harness.settle();
  expect(run.workers).toHaveLength(2);
  healths[1]?.degraded("slow");
  expect(run.harness.engine.report().manifolds["subject"]?.degraded).toBe("slow");
});

// Time

test("time passes until a promise is settled, whichever way, and no further", async () => {
  const clock = new VirtualClock();
  clock.setTimeout(() => undefined, 5000);
  await passUntil(clock, sleep(1000, { clock }));
  expect(clock.now()).toBe(1000);
  await expect(passUntil(clock, Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await passUntil(clock, Promise.resolve(3))).toBe(3);
  expect(clock.now()).toBe(1000);
});

test("a promise that no time settles is not waited for", async () => {
  const clock = new VirtualClock();
  await expect(passUntil(clock, never())).rejects.toMatchObject({ code: "ERR_NEVER_SETTLES" });
  const again = (): void => void clock.setTimeout(again, 1);
  again();
  const endless = passUntil(clock, never());
  await expect(endless).rejects.toThrow("timers fired, and did not settle it");
});
