import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quietHistory, stormyHistory } from "./model/properties.js";

// Each property prints its seed when it fails; { seed, path } replays it. `pnpm soak` runs the same
// properties for as long as it is told; `pnpm mutate` runs a few of them, the same for every mutant.
const share = Number(process.env["HISTORIES"] ?? 10_000) / 10;
const seed = process.env["HISTORIES_SEED"];
const parameters = seed === undefined ? {} : { seed: Number(seed), endOnFailure: true };

test("after every single change the engine is where the model says, each affected worker started exactly once", async () => {
  await expect(
    fc.assert(quietHistory, { numRuns: 4 * share, ...parameters }),
  ).resolves.toBeUndefined();
});

test("whatever happens at whatever time, no start is stale, none is without cause, and all ends in order", async () => {
  await expect(
    fc.assert(stormyHistory, { numRuns: 6 * share, ...parameters }),
  ).resolves.toBeUndefined();
});
