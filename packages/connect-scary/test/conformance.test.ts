import { describeConformance } from "@holdfast/connect-testkit";
import { describe, test } from "vitest";

import scaryConnectPlugin from "../src/index.js";

describeConformance(
  {
    name: "ScaryConnect",
    strategy: scaryConnectPlugin,
    differences: {
      untouched: "ScaryConnect takes care of the credentials itself",
    },
  },
  { describe, test },
);
