import { describe, expect, test } from "vitest";

import { seededRandom, sleep, systemClock } from "../src/index.js";
import { VirtualClock } from "../src/testing/index.js";

describe("sleep", () => {
  test("ends when its clock says so, not before", async () => {
    const clock = new VirtualClock(1000);
    let woke = false;
    const slept = sleep(50, { clock }).then(() => (woke = true));
    await clock.advance(49);
    expect(woke).toBe(false);
    await clock.advance(1);
    await slept;
    expect(clock.now()).toBe(1050);
  });

  test("rejects with the signal's reason, and leaves no timer", async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const slept = sleep(50, { clock, signal: controller.signal });
    const reason = new Error("shutting down");
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test("rejects at once where the signal was aborted before", async () => {
    const clock = new VirtualClock();
    const reason = new Error("too late");
    await expect(sleep(50, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test("works by the machine's clock", async () => {
    const before = systemClock.now();
    await sleep(1, { clock: systemClock });
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });
});

describe("VirtualClock", () => {
  test("fires in order of time, then of creation, and what a timer sets may fire too", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.setTimeout(() => fired.push("b"), 20);
    clock.setTimeout(() => fired.push("c"), 20);
    clock.setTimeout(() => {
      fired.push("a");
      clock.setTimeout(() => fired.push("d"), 15);
    }, 10);
    await clock.advance(30);
    expect(fired).toEqual(["a", "b", "c", "d"]);
  });

  test("a cleared timer never fires", async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.clearTimeout(clock.setTimeout(() => (fired = true), 5));
    await clock.advance(10);
    expect(fired).toBe(false);
    expect(clock.next()).toBeUndefined();
  });
});

describe("seededRandom", () => {
  test("the same seed gives the same numbers, all in [0, 1)", () => {
    const one = seededRandom(7);
    const two = seededRandom(7);
    const drawn = Array.from({ length: 1000 }, () => one());
    expect(Array.from({ length: 1000 }, () => two())).toEqual(drawn);
    expect(drawn.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(990);
  });
});
