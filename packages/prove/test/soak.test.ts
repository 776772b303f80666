import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { runSoak } from "../src/soak/run-soak.js";
import { faultText, planSoak, type SoakEvent } from "../src/soak/schedule.js";

const forgetful = fileURLToPath(new URL("../src/soak/forgetful-plugin.ts", import.meta.url));

/** Real processes, on a machine that may be busy with others: as long as it takes. */
const inNoHurry = { timeout: 300_000 };

const some = {
  agents: 3,
  duration: Infinity,
  say: () => undefined,
  signal: new AbortController().signal,
};

function first(count: number, seed: number): SoakEvent[] {
  const events: SoakEvent[] = [];
  for (const event of planSoak({ seed, agents: 3 })) {
    if (events.push(event) === count) break;
  }
  return events;
}

test("a seed has one schedule of faults, each kind before one comes again", () => {
  expect(first(40, 7)).toEqual(first(40, 7));
  expect(first(40, 7)).not.toEqual(first(40, 8));
  const kinds = first(16, 7).map(({ fault }) => fault.kind);
  expect(new Set(kinds.slice(0, 8)).size).toBe(8);
  expect(kinds.slice(0, 8).toSorted()).toEqual(kinds.slice(8).toSorted());
});

test(
  "a fleet lives through one fault of each kind: all are back, nothing is lost",
  inNoHurry,
  async () => {
    const { faults, wrong } = await runSoak({ ...some, seed: 18, most: 8 });
    expect(wrong).toEqual([]);
    expect(faults).toEqual(first(8, 18).map(({ fault }) => faultText(fault)));
  },
);

test(
  "an agent that tells the controller a password it did not write down is found out",
  inNoHurry,
  async () => {
    const { wrong } = await runSoak({ ...some, agents: 1, seed: 18, most: 1, strategy: forgetful });
    expect(wrong).toContainEqual(
      expect.stringMatching(/^no password in the file of machine-0 opens a login/u),
    );
  },
);
