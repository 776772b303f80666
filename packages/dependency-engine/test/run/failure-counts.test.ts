import { expect, test } from "vitest";
import { BounceError, type EngineConfig, MissingError, UninstallError } from "../../src/index.js";
import { bench, type Bench, turn } from "../support.js";

/* Which ends count: towards the delay before the next start, and towards too many failures. */

const GROWING = {
  errorDelay: 100,
  backoffFactor: 10,
  backoffResetTime: 60_000,
  random: () => 0.5,
} satisfies Partial<EngineConfig>;

/** The delays that were told so far. */
function delaysOf({ events }: Bench): number[] {
  return events.flatMap((event) => (event.kind === "retrying" ? [event.delay] : []));
}

test("starts that fail one after the other back off like workers that do", async () => {
  const it = bench(GROWING);
  it.add("a", {
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await it.clock.advance(1100);
  expect(delaysOf(it)).toEqual([100, 1000, 10_000]);
});

test("without a reset time a worker that failed after it came up begins anew, a start does not", async () => {
  const it = bench({ ...GROWING, backoffResetTime: 0 });
  const a = it.add("a", {
    onStart: () => {
      if (a.calls === 2 || a.calls === 3) throw new Error("not yet");
    },
  });
  await it.clock.advance(0);
  a.end(new Error("broken"));
  await it.clock.advance(11_100);
  expect(delaysOf(it)).toEqual([100, 1000, 10_000]);
  a.end(new Error("broken"));
  await it.clock.advance(0);
  expect(delaysOf(it).at(-1)).toBe(100);
});

test("a failure after a clean end, or after a missing input, is the first in a row", async () => {
  for (const end of [undefined, new MissingError("something")]) {
    const it = bench(GROWING);
    const a = it.add("a");
    await it.engine.settled();
    a.end(new Error("one"));
    await it.clock.advance(100);
    a.end(end);
    await turn();
    it.engine.bounce("a");
    await it.engine.settled();
    a.end(new Error("two"));
    await turn();
    expect(delaysOf(it)).toEqual([100, 100]);
  }
});

test("a failure after a start that was told to end is the first in a row", async () => {
  const it = bench(GROWING);
  const input = it.add("input");
  const a = it.add("a", {
    inputs: ["input"],
    startsIn: 50,
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await it.clock.advance(10);
  input.end(new BounceError());
  await it.clock.advance(50);
  expect([a.calls, delaysOf(it)]).toEqual([2, [100]]);
});

// Too many

const NONE = { failures: 0, within: 60_000, next: "degrade" } as const;

test("a restart that was asked for from within counts as a failure", async () => {
  const { engine, add } = bench({ restart: [{ intensity: NONE }] });
  const a = add("a");
  await engine.settled();
  a.end(new BounceError());
  await turn();
  expect(engine.report().manifolds["a"]?.resting).toBe("degraded");
});

test("a start that takes too long counts as a failure, also when it comes up too late", async () => {
  for (const startsIn of [60_000, 120]) {
    const { engine, clock, add } = bench({
      restart: [{ intensity: NONE }],
      startDeadline: 100,
    });
    add("a", { startsIn, deaf: startsIn === 120 });
    await clock.advance(130);
    expect(engine.report().manifolds["a"]).toMatchObject({
      resting: "degraded",
      "error-code": "ERR_START_OVERRUN",
    });
  }
});

test("a start that comes up after its deadline has overrun it, however its worker ends", async () => {
  const { engine, clock, add } = bench({ startDeadline: 100, errorDelay: 5000 });
  const a = add("a", { startsIn: 120, deaf: true });
  await clock.advance(120);
  expect([a.starts, engine.report().manifolds["a"]?.["error-code"]]).toEqual([
    1,
    "ERR_START_OVERRUN",
  ]);
});

test("an input that rests is not restarted for a dependent that fails too often", async () => {
  const { engine, clock, add } = bench({
    restart: [{ intensity: { failures: 0, within: 1000, next: "escalate" } }],
  });
  const input = add("input");
  const a = add("a", { inputs: ["input"] });
  add("leaf", { inputs: ["a"], stopsIn: 50 });
  await engine.settled();
  input.end();
  await clock.advance(10);
  a.end(new Error("broken before it was told"));
  await clock.advance(100);
  expect([input.starts, engine.report().manifolds["input"]?.resting]).toEqual([1, "finished"]);
});

test("once the engine is to stop nothing is restarted for whoever fails too often", async () => {
  const { engine, clock, story, add } = bench({
    restart: [{ intensity: { failures: 0, within: 1000, next: "escalate" } }],
  });
  add("input");
  const a = add("a", { inputs: ["input"] });
  add("leaf", { inputs: ["a"], stopsIn: 50 });
  await engine.settled();
  engine.kill();
  await clock.advance(10);
  a.end(new Error("broken before it was told"));
  await clock.advance(100);
  await engine.wait();
  expect(story("escalated")).toEqual([]);
});

test("what was uninstalled in spite of a restart that was to come is gone", async () => {
  const { engine, clock, add } = bench();
  const input = add("input");
  const a = add("a", { inputs: ["input"] });
  add("leaf", { inputs: ["a"], stopsIn: 50 });
  await engine.settled();
  input.end(new BounceError());
  await clock.advance(10);
  a.end(new UninstallError());
  await clock.advance(100);
  expect(Object.keys(engine.report().manifolds)).toEqual(["input", "leaf"]);
});
