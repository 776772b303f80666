import assert from "node:assert/strict";

import { cutAfter, cutBefore, held, silence } from "../answers.js";
import { changedPassword, connected, retryable } from "../expect.js";
import { interruptedDuring } from "../interrupted.js";
import type { Scenario } from "../scenario.js";

/** What is lost, late, cut or restarted in the middle of a rotation locks nobody out. */
export const brokenRotationScenarios: readonly Scenario[] = [
  {
    id: "rotation.request-lost",
    claim: "where the request was lost, the same candidate is proposed again, not another one",
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", cutBefore);
      retryable(await scene.connect());
      const candidate = scene.agent.record.password;
      scene.controller.restore("Agent.SetPasswords");
      await scene.restart();
      changedPassword(await scene.connect());
      assert.equal(scene.agent.record.password, candidate);
      assert.equal(scene.controller.state.password, candidate);
    },
  },
  {
    id: "rotation.reply-lost",
    claim: "where only the reply was lost, the next login is with the new password",
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", cutAfter);
      retryable(await scene.connect());
      scene.controller.restore("Agent.SetPasswords");
      await scene.restart();
      connected(await scene.connect());
      assert.equal(scene.controller.state.password, scene.agent.record.password);
    },
  },
  {
    id: "rotation.late-duplicate",
    claim: "a request held back and applied after a later one locks nobody out",
    async run(scene) {
      // set(N) is held by a slow controller while the agent gives up on it.
      const late = held();
      scene.controller.answer("Agent.SetPasswords", late.answer);
      const first = scene.connect();
      await scene.called("Agent.SetPasswords");
      late.cut();
      retryable(await first);
      // Another controller applies what the agent sets next.
      scene.controller.restore("Agent.SetPasswords");
      await scene.restart();
      changedPassword(await scene.connect());
      // And only now the held request is applied.
      late.apply();
      await scene.restart();
      connected(await scene.connect());
    },
  },
  {
    id: "rotation.controller-restored",
    claim: "a controller restored to the old password gets the agent's own again, unchanged",
    async run(scene) {
      changedPassword(await scene.connect());
      connected(await scene.connect());
      const { password } = scene.agent.record;
      scene.controller.state.password = scene.bootstrapPassword;
      await scene.restart();
      changedPassword(await scene.connect());
      connected(await scene.connect());
      assert.equal(scene.agent.record.password, password);
      assert.equal(scene.controller.state.password, password);
    },
  },
  interruptedDuring(
    "rotation.interrupted",
    "Agent.SetPasswords",
    "while it sets a new password",
    {},
  ),
  {
    id: "rotation.interrupted-gets-in-again",
    claim: "interrupted while it sets a new password, it gets in again afterwards",
    async run(scene) {
      const stop = scene.interruption();
      scene.controller.answer("Agent.SetPasswords", silence);
      const outcome = scene.connect(stop.signal);
      await scene.called("Agent.SetPasswords");
      stop.abort(new Error("shutting down"));
      assert.equal((await outcome).kind, "failed");
      scene.controller.restore("Agent.SetPasswords");
      await scene.restart();
      assert.equal((await scene.connect()).kind, "failed");
      connected(await scene.connect());
    },
  },
  {
    id: "rotation.cut-anywhere",
    claim: "a connection that is reset after any number of bytes locks nobody out",
    async run(scene) {
      const proxy = await scene.faultyNetwork({ kind: "relay" });
      // Resumed handshakes take some 1,000 bytes each way, the calls after them as many again. Every
      // cut is made in a rotation of its own.
      for (let at = 900; at < 2_900; at += 80) {
        for (const lane of ["toClient", "toTarget"]) {
          proxy.use({ kind: "relay", [lane]: { fault: { kind: "reset", at } } });
          scene.agent.overwrite({ password: "", oldPassword: scene.bootstrapPassword });
          scene.controller.state.password = scene.bootstrapPassword;
          await scene.connect();
          scene.expectKnownPassword();
        }
      }
      proxy.use({ kind: "relay" });
      const outcome = await scene.connect();
      if (outcome.kind === "failed") changedPassword(outcome);
      connected(await scene.connect());
      assert.notEqual(scene.controller.state.password, scene.bootstrapPassword);
    },
  },
  {
    id: "rotation.real-file",
    claim: "on a real disk, a process that starts anew finds the new password in agent.conf",
    async run(scene) {
      const files = await scene.fileAgent();
      changedPassword(await scene.connect(undefined, await files.open()));
      const again = await files.open();
      assert.equal(again.currentConfig().apiInfo()?.password, scene.controller.state.password);
      assert.equal(again.currentConfig().oldPassword, scene.bootstrapPassword);
      scene.alsoOnDisk(scene.controller.state.password);
      await scene.restart();
      connected(await scene.connect(undefined, again));
    },
  },
  {
    id: "rotation.private-files",
    claim: "on a real disk, every file that holds the new password can be read by its owner alone",
    async run(scene) {
      const files = await scene.fileAgent();
      changedPassword(await scene.connect(undefined, await files.open()));
      const { password } = scene.controller.state;
      scene.alsoOnDisk(password);
      const holding = (await files.list()).filter((file) => file.text.includes(password));
      assert.ok(holding.some((file) => file.path === files.path));
      assert.deepEqual([...new Set(holding.map((file) => file.mode))], [0o600]);
    },
  },
];
