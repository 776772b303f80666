import { describe, expect, test } from "vitest";

import { conformanceScenarios, describeConformance, runScenario } from "../src/index.js";
import { withSteps } from "./broken/broken.js";
import { brokenCredentials } from "./broken/credentials.js";
import { brokenLogins } from "./broken/login.js";
import { brokenOwnership } from "./broken/ownership.js";
import { brokenClassifications } from "./broken/classification.js";
import { foundByTheGuard, killers } from "./killers.js";
import { testSource } from "./test-source.js";

const broken = {
  ...brokenLogins,
  ...brokenClassifications,
  ...brokenCredentials,
  ...brokenOwnership,
  "takes care of the credentials": withSteps({}),
};

/** ms */
const shortGuard = { guard: 1_000 };

describe.concurrent("every scenario can fail: it finds out a strategy that", () => {
  for (const scenario of conformanceScenarios) {
    const name = killers[scenario.id];
    test(`${scenario.id}: ${name}`, async () => {
      expect(name, "a broken strategy is missing for it").toBeDefined();
      if (name === undefined) return;
      const result = await runScenario(scenario, broken[name], {
        ...(foundByTheGuard.has(scenario.id) ? shortGuard : {}),
        stall: () => testSource.stall(),
      });
      expect(result.kind).not.toBe("holds");
    });
  }
});

test("every broken strategy is found out by some scenario", () => {
  const used = new Set<string>(Object.values(killers));
  const ofInvariants = ["leaves a timer behind", "leaves a connection open when it fails"];
  const unused = Object.keys(broken).filter(
    (name) => !used.has(name) && !ofInvariants.includes(name),
  );
  expect(unused).toEqual([]);
});

describeConformance(
  {
    name: "what the broken strategies are made of",
    strategy: withSteps({}),
    differences: { untouched: "it takes care of the credentials" },
  },
  { describe, test },
);
