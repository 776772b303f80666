import { expect, test } from "vitest";
import {
  afterReplacement,
  afterStart,
  countFailure,
  NO_FAILURES,
} from "../../src/lifecycle/failure-record.js";

const INTENSITY = { failures: 2, within: 100, next: "degrade" } as const;

const counts = new Map([[{}, [10]]]);

test("failures that have left the window do not count, and one too many begins the count anew", () => {
  const at = (now: number, ...times: number[]) =>
    countFailure(Object.freeze(times), INTENSITY, now);
  expect(at(10)).toEqual({ times: [10], excess: undefined });
  expect(at(110, 10, 50)).toEqual({ times: [50, 110], excess: undefined });
  expect(at(109, 10, 50)).toEqual({ times: [], excess: "degrade" });
});

test("the present failure counts in any window, also in one of no time", () => {
  expect(countFailure([10], { ...INTENSITY, failures: 0, within: 0 }, 10).excess).toBe("degrade");
  expect(countFailure([9], { ...INTENSITY, failures: 1, within: 0 }, 10).times).toEqual([10]);
});

test("a start that came up forgets only what its dependents waited", () => {
  expect(afterStart({ inARow: 3, counts, waitedMs: 7 })).toEqual({
    inARow: 3,
    counts,
    waitedMs: 0,
  });
  expect(afterStart(NO_FAILURES)).toBe(NO_FAILURES);
});

test("what replaces a manifold begins with no failures, and its dependents have waited all the same", () => {
  expect(afterReplacement({ inARow: 3, counts, waitedMs: 7 })).toEqual({
    inARow: 0,
    counts: new Map(),
    waitedMs: 7,
  });
  expect(afterReplacement({ inARow: 3, counts, waitedMs: 0 })).toBe(NO_FAILURES);
});
