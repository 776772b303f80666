import { describeConformance } from "@holdfast/connect-testkit";
import { describe, test } from "vitest";

import onlyConnectPlugin from "../src/index.js";

const leavesItAlone = "the credentials are left to whoever keeps them";
const asksNothing = "it logs in and asks for nothing else";
const writesNothing = "the configuration may not be its own to change";

describeConformance(
  {
    name: "OnlyConnect",
    strategy: onlyConnectPlugin,
    differences: {
      rotation: leavesItAlone,
      reset: leavesItAlone,
      life: asksNothing,
      "giving-up": "the controller's answer is handed on, and what it means is left to the agent",
      "model.recorded": writesNothing,
      "model.recorded-once": writesNothing,
      "model.record-fails": writesNothing,
    },
  },
  { describe, test },
);
