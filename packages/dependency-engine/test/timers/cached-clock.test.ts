import { expect, test } from "vitest";
import { Moment } from "../../src/timers/cached-clock.js";

test("a moment lasts until the next begins, and counts from the creation in whole ms", () => {
  let now = 5000.25;
  const moment = new Moment({ now: () => now, setTimeout: () => 0, clearTimeout: () => undefined });
  expect(moment.now).toBe(0);
  now = 5010.5;
  expect(moment.now).toBe(0);
  expect(moment.begin()).toBe(10);
  expect(moment.now).toBe(10);
  expect(moment.onClock(10)).toBe(5010.25);
});

test("a clock that was set back stands still until it has caught up", () => {
  let now = 100;
  const moment = new Moment({ now: () => now, setTimeout: () => 0, clearTimeout: () => undefined });
  now = 150;
  moment.begin();
  now = 120;
  expect(moment.begin()).toBe(50);
  expect(moment.reach(40)).toBe(50);
  now = 151;
  expect(moment.begin()).toBe(51);
  expect(moment.reach(60)).toBe(60);
});
