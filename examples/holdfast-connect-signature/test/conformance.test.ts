import { after, describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import signaturePlugin from "../src/index.ts";
import { challengeBy } from "./controller-side.ts";
import { SmallAgent } from "./small-agent.ts";

const sshAgent = await SmallAgent.start();
after(() => sshAgent.close());
const { publicKey, socketPath } = sshAgent;

describeConformance(
  {
    name: "SignatureConnect",
    strategy: signaturePlugin,
    options: { sshAgent: socketPath, publicKey },
    credentials: ({ controller }) => challengeBy(controller, publicKey),
    stall: () => sshAgent.stall(),
    differences: { "untouched.asks-nothing": "it asks for the life of its entity" },
  },
  { describe, test },
);
