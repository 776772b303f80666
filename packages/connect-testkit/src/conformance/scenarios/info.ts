import assert from "node:assert/strict";

import { hasCode } from "@holdfast/ports";

import { failed, impossible } from "../expect.js";
import type { Scenario } from "../scenario.js";

/** What is in the configuration before anything is dialled. */
export const infoScenarios: readonly Scenario[] = [
  {
    id: "info.missing-addresses",
    claim: "without addresses it fails with ERR_API_INFO_MISSING",
    arrange: { agent: { apiAddresses: [] } },
    async run(scene) {
      const error = failed(await scene.connect());
      assert.ok(hasCode(error, "ERR_API_INFO_MISSING"), `unexpected: ${error}`);
      assert.match(error.message, /API info not available/);
    },
  },
  {
    id: "info.addresses-come-later",
    claim: "it reads the configuration at each call, so addresses that came later are used",
    arrange: { credentials: "settled", agent: { apiAddresses: [] } },
    async run(scene) {
      failed(await scene.connect());
      scene.agent.overwrite({ apiAddresses: [scene.controller.address] });
      const outcome = await scene.connect();
      assert.equal(outcome.kind, "connected");
    },
  },
  {
    id: "info.no-password",
    about: "passwords",
    claim: "without any password the connection is impossible, and nothing is dialled",
    arrange: { agent: { oldPassword: "" } },
    async run(scene) {
      impossible(await scene.connect(), "no password");
      assert.equal(scene.journal.of("opened").length, 0, "it dialled");
    },
  },
];
