import assert from "node:assert/strict";

import { connected } from "../expect.js";
import type { Scenario } from "../scenario.js";

/** Strategies for agents whose credentials somebody else keeps. */
export const untouchedScenarios: readonly Scenario[] = [
  {
    id: "untouched.disk",
    claim: "logged in with the old password, it leaves the passwords on disk as they are",
    async run(scene) {
      const { password, oldPassword } = scene.agent.record;
      connected(await scene.connect());
      for (const entry of scene.journal.of("durable")) {
        assert.deepEqual({ ...entry }, { kind: "durable", password, oldPassword });
      }
    },
  },
  {
    id: "untouched.wire",
    claim: "logged in, it sets no password on the controller",
    arrange: { credentials: "settled" },
    async run(scene) {
      connected(await scene.connect());
      assert.equal(scene.journal.count("Agent.SetPasswords"), 0);
    },
  },
  {
    id: "untouched.read-only",
    claim: "it connects where the configuration cannot be changed at all",
    async run(scene) {
      scene.agent.failWith(new Error("model agent config is immutable"));
      connected(await scene.connect());
    },
  },
  {
    id: "untouched.asks-nothing",
    claim: "between the login and the connection it asks the controller for nothing",
    arrange: { credentials: "settled" },
    async run(scene) {
      connected(await scene.connect());
      const asked = scene.journal.of("request").map((request) => request.method);
      assert.deepEqual(
        asked.filter((method) => !method.startsWith("Admin.")),
        [],
      );
    },
  },
];
