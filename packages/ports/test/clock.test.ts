import { afterEach, describe, expect, test, vi } from "vitest";

import { sleep, systemClock, wallNow } from "../src/index.js";
import { VirtualClock } from "../src/testing/index.js";

const DAY = 86_400_000; // ms

afterEach(() => vi.useRealTimers());

describe("the system's clock", () => {
  test("measures on, whoever sets the date", () => {
    const date = vi.spyOn(Date, "now").mockReturnValue(0);
    const before = systemClock.now();
    date.mockReturnValue(-7_200_000);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(wallNow(systemClock)).toBe(-7_200_000);
    date.mockRestore();
  });

  test.each([20, 30, 100])("waits %i days, no less", (days) => {
    vi.useFakeTimers();
    const woke = vi.fn<() => void>();
    systemClock.setTimeout(woke, days * DAY);
    vi.advanceTimersByTime(days * DAY - 1);
    expect(woke).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(woke).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a wait of a hundred days is cleared at any moment", () => {
    vi.useFakeTimers();
    const woke = vi.fn<() => void>();
    const timer = systemClock.setTimeout(woke, 100 * DAY);
    vi.advanceTimersByTime(60 * DAY);
    systemClock.clearTimeout(timer);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60 * DAY);
    expect(woke).not.toHaveBeenCalled();
  });

  test("what is no number of milliseconds is refused, not fired at once", async () => {
    expect(() => systemClock.setTimeout(() => undefined, Number.NaN)).toThrow(RangeError);
    await expect(sleep(Number.NaN, { clock: systemClock })).rejects.toThrow(RangeError);
    expect(() => new VirtualClock().setTimeout(() => undefined, Number.NaN)).toThrow(RangeError);
  });

  test("a call in the next turn comes before any timer set after it", async () => {
    const said: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.setImmediate?.(() => said.push("turn"));
      systemClock.setTimeout(() => resolve(), 5);
    });
    expect(said).toEqual(["turn"]);
  });

  test("Infinity never comes, and can be cleared", () => {
    vi.useFakeTimers();
    const woke = vi.fn<() => void>();
    const timer = systemClock.setTimeout(woke, Number.POSITIVE_INFINITY);
    vi.advanceTimersByTime(60 * DAY);
    expect(woke).not.toHaveBeenCalled();
    systemClock.clearTimeout(timer);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a virtual clock", () => {
  test("goes on measuring while its date is set forward and back", async () => {
    const clock = new VirtualClock(1000);
    const slept = sleep(50, { clock });
    clock.setDate(-7_200_000);
    expect(clock.now()).toBe(1000);
    expect(wallNow(clock)).toBe(1000 - 7_200_000);
    await clock.advance(50);
    await slept;
    clock.setDate(7_200_000);
    expect(wallNow(clock)).toBe(1050);
  });

  test("without a date of its own counts as its own date", () => {
    expect(wallNow({ now: () => 7 })).toBe(7);
  });
});
