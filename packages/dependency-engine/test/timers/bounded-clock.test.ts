import { systemClock } from "@holdfast/ports";
import { expect, test } from "vitest";
import type { CallbackError } from "../../src/contract/errors.js";
import { VirtualClock } from "../../src/testing/index.js";
import { boundedClock } from "../../src/timers/bounded-clock.js";
import { turn } from "../support.js";

function thrower(): never {
  throw new Error("broken");
}

/** A bounded clock on a virtual one, with some methods of another kind, and what was told of it. */
function bound(instead: object) {
  const told: CallbackError[] = [];
  const time = new VirtualClock(1000);
  const given = {
    now: () => time.now(),
    wallNow: () => time.wallNow(),
    setTimeout: (callback: () => void, ms: number) => time.setTimeout(callback, ms),
    clearTimeout: (timer: unknown) => time.clearTimeout(timer),
  };
  const clock = boundedClock(given, (error) => told.push(error));
  Object.assign(given, instead);
  return { clock, time, told };
}

test("the system's clock is taken as it is", () => {
  expect(boundedClock(systemClock, thrower)).toBe(systemClock);
});

test("a clock that keeps its word is passed on", async () => {
  const { clock, time, told } = bound({});
  const fired: string[] = [];
  clock.setTimeout(() => fired.push("kept"), 10);
  clock.clearTimeout(clock.setTimeout(() => fired.push("cleared"), 10));
  clock.clearTimeout("none of its own");
  await time.advance(10);
  expect(fired).toEqual(["kept"]);
  expect(clock.now()).toBe(1010);
  expect(Reflect.get(clock, "wallNow").call(clock)).toBe(time.wallNow());
  expect("setImmediate" in clock).toBe(false);
  await turn();
  expect(told).toEqual([]);
});

const NO_TIMES: readonly (readonly [string, () => unknown, string])[] = [
  ["NaN", () => Number.NaN, "clock.now gave NaN, no number of milliseconds"],
  ["Infinity", () => Infinity, "clock.now gave Infinity, no number of milliseconds"],
  ["words", () => "noon", "clock.now gave noon, no number of milliseconds"],
  ["an error", thrower, "clock.now threw broken"],
];

test.for(NO_TIMES)("a clock whose now() is %s from the start is refused", ([, now, message]) => {
  const given = { now, setTimeout: () => 1, clearTimeout: () => undefined };
  expect(() => Reflect.apply(boundedClock, undefined, [given, thrower])).toThrow(
    expect.objectContaining({
      code: "ERR_ENGINE_CONFIG",
      message: expect.stringContaining(message),
    }),
  );
});

test("a now() that fails once is called again, and told once", async () => {
  let calls = 0;
  const { clock, told } = bound({ now: () => ((calls += 1) % 2 === 1 ? Number.NaN : 1500) });
  expect([clock.now(), clock.now()]).toEqual([1500, 1500]);
  expect(told).toEqual([]);
  await turn();
  expect(told.map(({ callback, message }) => [callback, message])).toEqual([
    [
      "clock.now",
      "clock.now gave NaN, no number of milliseconds: the system's clock stands in for it",
    ],
  ]);
});

test("while now() fails time goes on by the system's clock", async () => {
  const { clock, told } = bound({ now: thrower });
  const first = clock.now();
  expect(first).toBeGreaterThanOrEqual(1000);
  const until = systemClock.now() + 2;
  while (systemClock.now() < until) await turn();
  expect(clock.now()).toBeGreaterThanOrEqual(first + 1);
  expect(clock.now()).toBeLessThan(1000 + 600_000);
  expect(told[0]).toMatchObject({ message: expect.stringContaining("threw broken") });
  expect(told[0]?.cause).toMatchObject({ message: "broken" });
});

test("while wallNow() fails the date is the system's", () => {
  const { clock } = bound({ wallNow: () => Number.NaN });
  const date: unknown = Reflect.get(clock, "wallNow").call(clock);
  expect(Math.abs(Number(date) - Date.now())).toBeLessThan(600_000);
});

test("a timer that cannot be set at first is set again; one that cannot be at all is the system's", async () => {
  let calls = 0;
  const again: ReturnType<typeof bound> = bound({
    setTimeout: (callback: () => void, ms: number): unknown => {
      calls += 1;
      return calls === 1 ? thrower() : again.time.setTimeout(callback, ms);
    },
  });
  let fired = 0;
  again.clock.setTimeout(() => (fired += 1), 5);
  await again.time.advance(5);
  expect(fired).toBe(1);

  const never = bound({ setTimeout: thrower });
  never.clock.clearTimeout(never.clock.setTimeout(() => (fired += 10), 0));
  await new Promise<void>((resolve) => never.clock.setTimeout(resolve, 1));
  expect(fired).toBe(1);
  expect(never.told.map(({ callback }) => callback)).toEqual(["clock.setTimeout"]);
});

test("a timer fires once, later, and not once it was cleared", async () => {
  const calls: (() => void)[] = [];
  const { clock } = bound({
    setTimeout: (callback: () => void) => {
      calls.push(callback);
      callback();
    },
    clearTimeout: thrower,
  });
  let fired = 0;
  clock.setTimeout(() => (fired += 1), 5);
  expect(fired).toBe(0);
  await turn();
  calls[0]?.();
  expect(fired).toBe(1);
  clock.clearTimeout(clock.setTimeout(() => (fired += 1), 5));
  calls[1]?.();
  await turn();
  expect(fired).toBe(1);
});

test("a next turn that cannot be had is the system's", async () => {
  const told: CallbackError[] = [];
  const time = new VirtualClock();
  const given = {
    now: () => time.now(),
    setTimeout: () => 1,
    clearTimeout: () => undefined,
    setImmediate: thrower as (callback: () => void) => void,
  };
  const clock = boundedClock(given, (error) => told.push(error));
  await new Promise<void>((resolve) => clock.setImmediate?.(resolve));
  expect(told.map(({ callback }) => callback)).toEqual(["clock.setImmediate"]);
  let turns = 0;
  given.setImmediate = (callback) => {
    callback();
    callback();
  };
  await new Promise<void>((resolve) => {
    clock.setImmediate?.(() => {
      turns += 1;
      resolve();
    });
    expect(turns).toBe(0);
  });
  expect(turns).toBe(1);
});
