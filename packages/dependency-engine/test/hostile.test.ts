import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hostileHistory } from "./model/hostile-histories.js";
import { TWINS } from "./model/hostile-twins.js";

const runs = Number(process.env["HISTORIES"] ?? 10_000) / 20;

test("whatever comes from outside, the engine runs what it may, tells all, and stops in time", async () => {
  await expect(fc.assert(hostileHistory(), { numRuns: runs })).resolves.toBeUndefined();
});

test.for(Object.keys(TWINS))("the hostile histories catch an engine that %s", async (twin) => {
  const outcome = await fc.check(hostileHistory(TWINS[twin]), {
    numRuns: 1000,
    seed: 1,
    endOnFailure: true,
  });
  expect(outcome.failed).toBe(true);
  // It is caught by what the world checks, and not by an error of its own.
  expect(String(outcome.errorInstance)).toMatch(/^Error: \d+: /);
});
