import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FLAWS } from "./model/flaws.js";
import { quietHistoryOf } from "./model/properties.js";

test.for(Object.keys(FLAWS))("the histories catch an engine that %s", async (flaw) => {
  const outcome = await fc.check(quietHistoryOf(FLAWS[flaw]), {
    numRuns: 500,
    seed: 1,
    endOnFailure: true,
  });
  expect(outcome.failed).toBe(true);
  // It is caught by what the world checks, and not by an error of its own.
  expect(String(outcome.errorInstance)).toMatch(/^Error: \d+: "/);
});
