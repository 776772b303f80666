import { after, describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import oidcPlugin from "../src/index.ts";
import { Issuer } from "./issuer.ts";

const clientSecret = "what-the-issuer-gave-to-machine-0";
const issuer = await Issuer.start({ "agent-0": clientSecret });
after(() => issuer.close());

describeConformance(
  {
    name: "OidcConnect",
    strategy: oidcPlugin,
    options: { issuer: issuer.url, clientId: "agent-0", clientSecret },
    credentials: ({ controller }) => {
      controller.acceptLogin("Admin.LoginWithSessionToken", async (params) => {
        const token = (params as { "session-token": string })["session-token"];
        return (await issuer.clientOf(token)) === "agent-0";
      });
    },
    secrets: () => issuer.tokens,
    stall: () => issuer.stall(),
    differences: { "untouched.asks-nothing": "it asks for the life of its entity" },
  },
  { describe, test },
);
