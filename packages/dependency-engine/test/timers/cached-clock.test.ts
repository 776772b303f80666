import type { WallClock } from "@holdfast/ports";
import { expect, test } from "vitest";
import { CachedClock } from "../../src/timers/cached-clock.js";

test("it is one time until the clock is read again, counted from the creation in whole ms", () => {
  let now = 5000.25;
  const clock = new CachedClock({
    now: () => now,
    setTimeout: () => 0,
    clearTimeout: () => undefined,
  });
  expect(clock.now).toBe(0);
  now = 5010.5;
  expect(clock.now).toBe(0);
  expect(clock.refresh()).toBe(10);
  expect(clock.now).toBe(10);
});

test("a clock that was set back stands still until it has caught up", () => {
  let now = 100;
  const clock = new CachedClock({
    now: () => now,
    setTimeout: () => 0,
    clearTimeout: () => undefined,
  });
  now = 150;
  clock.refresh();
  now = 120;
  expect(clock.refresh()).toBe(50);
  expect(clock.advanceTo(40)).toBe(50);
  now = 151;
  expect(clock.refresh()).toBe(51);
  expect(clock.advanceTo(60)).toBe(60);
});

test("a time of the engine is shown as a date, whatever the measuring clock counts from", () => {
  let now = 70;
  const source = { now: () => now, setTimeout: () => 0, clearTimeout: () => undefined };
  const dated: WallClock = { ...source, wallNow: () => 1_000_000 + now };
  const clock = new CachedClock(dated);
  now = 100;
  expect(clock.refresh()).toBe(30);
  expect(clock.dateOf(10)).toBe(1_000_080);
  expect(clock.onClock(10)).toBe(80);
  // One that knows no date counts as its own.
  expect(new CachedClock(source).dateOf(10)).toBe(110);
});

test("a date stays what it was while clocks drift, and follows the machine's when that is set", () => {
  let now = 0.4;
  let date = 5_000_000;
  const dated: WallClock = {
    now: () => now,
    wallNow: () => date,
    setTimeout: () => 0,
    clearTimeout: () => undefined,
  };
  const clock = new CachedClock(dated);
  for (const drift of [-0.9, 0.7, 400]) {
    now += 1000;
    date += 1000 + drift;
    expect(clock.dateOf(500)).toBe(5_000_500);
  }
  date += 3_600_000;
  expect(clock.dateOf(500)).toBe(8_600_900);
});
