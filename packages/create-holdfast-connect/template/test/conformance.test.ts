import { describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import plugin from "../src/index.ts";

describeConformance(
  {
    name: "__CLASS__",
    strategy: plugin,
    // Where yours is meant to behave otherwise, say so: a scenario or a whole group, and why.
    differences: {
      untouched: "it takes care of the agent's credentials",
    },
  },
  { describe, test },
);
