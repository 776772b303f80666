import type { Clock } from "@holdfast/ports";
import type { VirtualClock } from "../../src/testing/index.js";

/** The time of `clock`, by one that fails in each of its methods at every so many calls of it. */
export function hostileClock(clock: VirtualClock, each: number): Clock & { wallNow(): number } {
  /** Throws, or gives what is no time, at its turn: one of the two, then the other. */
  const failing = <Result>(method: () => Result, instead: Result): (() => Result) => {
    let calls = 0;
    return () => {
      calls += 1;
      if (calls % each > 0) return method();
      if (calls % (2 * each) === 0) throw new Error("no time");
      return instead;
    };
  };
  const mayThrow = failing(() => undefined, undefined);
  return {
    now: failing(() => clock.now(), Number.NaN),
    wallNow: failing(() => clock.wallNow(), Infinity),
    setTimeout: (callback, ms) => {
      mayThrow();
      // It fires twice.
      clock.setTimeout(callback, ms);
      return clock.setTimeout(callback, ms);
    },
    clearTimeout: (timer) => {
      clock.clearTimeout(timer);
      mayThrow();
    },
  };
}
