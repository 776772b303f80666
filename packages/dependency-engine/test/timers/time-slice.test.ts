import { expect, test } from "vitest";
import type { Clock } from "../../src/index.js";
import { TimeSlice } from "../../src/timers/time-slice.js";
import { turn } from "../support.js";

/** A slice of a clock that is moved by hand, and what it asked the engine's timer for. */
function sliceBench(more: Partial<Clock> = {}) {
  const time = { now: 0 };
  const clock = {
    now: () => time.now,
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
    ...more,
  };
  const asked: { ms: number; callback: () => void; taken: boolean }[] = [];
  const slice = new TimeSlice(clock, (ms, callback) => {
    const one = { ms, callback, taken: false };
    asked.push(one);
    return () => {
      one.taken = true;
    };
  });
  return { slice, time, asked };
}

test("a long run of work lets the event loop turn, and a short one does not", () => {
  const { slice, time } = sliceBench();
  expect(slice.spent(64)).toBe(false);
  time.now = 8;
  expect(slice.spent(64)).toBe(false);
  time.now = 9;
  expect(slice.spent(64)).toBe(true);
});

test("each turn of the event loop has its own share", async () => {
  const { slice, time } = sliceBench();
  expect(slice.spent(99_999)).toBe(false);
  expect(slice.spent(1)).toBe(false);
  expect(slice.spent(1)).toBe(true);
  await turn();
  time.now = 1000;
  expect(slice.spent(64)).toBe(false);
});

test("work goes on when the clock says so, with a share of its own", () => {
  const { slice, time, asked } = sliceBench();
  slice.spent(64);
  time.now = 9;
  let calls = 0;
  slice.later(() => (calls += 1));
  expect(asked.map(({ ms }) => ms)).toEqual([1]);
  expect(calls).toBe(0);
  asked[0]?.callback();
  expect(calls).toBe(1);
  expect(slice.spent(64)).toBe(false);
  slice.takeBack();
  expect(asked[0]?.taken).toBe(false);
});

test("work that was to go on later can be taken back", () => {
  const { slice, asked } = sliceBench();
  slice.later(() => undefined);
  slice.takeBack();
  expect(asked[0]?.taken).toBe(true);
});

test("a clock that knows of turns is asked for the next one", () => {
  const turns: (() => void)[] = [];
  const { slice, asked } = sliceBench({ setImmediate: (callback) => turns.push(callback) });
  const said: string[] = [];
  slice.later(() => said.push("taken back"));
  slice.takeBack();
  slice.later(() => said.push("goes on"));
  for (const begin of turns) begin();
  expect(said).toEqual(["goes on"]);
  expect(asked).toEqual([]);
});
