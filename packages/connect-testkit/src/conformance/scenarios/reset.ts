import assert from "node:assert/strict";

import { answered, connected, failed, impossible, retryable } from "../expect.js";
import { interruptedDuring } from "../interrupted.js";
import type { Scenario } from "../scenario.js";
import { cutBefore } from "../answers.js";
import { refuse } from "../../scripted-controller.js";

const settled = { credentials: "settled" } as const;

/** After a login with the current password, it is set on the controller once more, as Juju does. */
export const resetScenarios: readonly Scenario[] = [
  {
    id: "reset.same-value",
    claim: "logged in with the current password, it sets it again to the same value",
    arrange: settled,
    async run(scene) {
      const { password } = scene.agent.record;
      connected(await scene.connect());
      assert.deepEqual(scene.journal.of("password-set"), [{ kind: "password-set", password }]);
      assert.equal(scene.agent.record.password, password);
    },
  },
  {
    id: "reset.fails",
    claim: "where that fails, there is no connection, and trying again may help",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", refuse("excessive contention"));
      const outcome = await scene.connect();
      retryable(outcome);
      answered(outcome, "excessive contention");
      assert.match(failed(outcome).message, /can't reset agent password/);
    },
  },
  {
    id: "reset.denied",
    claim: "where that is denied, the connection is impossible",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", () => ({
        results: [{ error: { message: "permission denied", code: "unauthorized access" } }],
      }));
      impossible(await scene.connect(), "denied");
    },
  },
  {
    id: "reset.lost",
    claim: "where the connection dies over it, the next call connects",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", cutBefore);
      retryable(await scene.connect());
      scene.controller.restore("Agent.SetPasswords");
      connected(await scene.connect());
      assert.equal(scene.journal.of("password-set").length, 1);
    },
  },
  {
    id: "reset.read-only-disk",
    claim: "a disk that can only be read does not keep a settled agent from connecting",
    arrange: settled,
    async run(scene) {
      scene.agent.failWith(Object.assign(new Error("read-only file system"), { code: "EROFS" }));
      connected(await scene.connect());
      assert.equal(scene.journal.of("password-set").length, 1);
    },
  },
  interruptedDuring(
    "reset.interrupted",
    "Agent.SetPasswords",
    "while it sets the current password again",
    settled,
  ),
];
