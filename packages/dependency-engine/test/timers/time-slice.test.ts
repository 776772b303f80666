import { expect, test } from "vitest";
import { TimeSlice } from "../../src/timers/time-slice.js";
import { turn } from "../support.js";

test("a long run of work lets the event loop turn, and a short one does not", () => {
  let now = 0;
  const clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => undefined };
  const slice = new TimeSlice(clock);
  expect(slice.spent(64)).toBe(false);
  now = 8;
  expect(slice.spent(64)).toBe(false);
  now = 9;
  expect(slice.spent(64)).toBe(true);
});

test("each turn of the event loop has its own share", async () => {
  let now = 0;
  const clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => undefined };
  const slice = new TimeSlice(clock);
  expect(slice.spent(99_999)).toBe(false);
  expect(slice.spent(1)).toBe(false);
  expect(slice.spent(1)).toBe(true);
  await turn();
  now = 1000;
  expect(slice.spent(64)).toBe(false);
  await new Promise<void>((resolve) => slice.later(resolve));
});
