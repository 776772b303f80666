import assert from "node:assert/strict";

import { hasCode } from "@holdfast/ports";

import { changedPassword, connected, failed, impossible, retryable } from "../expect.js";
import { loginsIn } from "../logins.js";
import type { Scenario } from "../scenario.js";

const acceptable = 24;

/** A password that others may know is replaced by one of the agent's own. */
export const rotationScenarios: readonly Scenario[] = [
  {
    id: "rotation.replaces",
    claim: "logged in with the old password, it replaces it, and says so by ERR_CHANGED_PASSWORD",
    async run(scene) {
      changedPassword(await scene.connect());
      assert.notEqual(scene.controller.state.password, scene.bootstrapPassword);
    },
  },
  {
    id: "rotation.same-on-both-sides",
    claim: "the new password is the same on disk and on the controller, and long enough for Juju",
    async run(scene) {
      changedPassword(await scene.connect());
      const { password } = scene.agent.record;
      assert.equal(scene.controller.state.password, password);
      assert.ok(Buffer.byteLength(password) >= acceptable);
    },
  },
  {
    id: "rotation.disk-before-wire",
    claim: "the new password is durable on disk before the controller hears of it",
    async run(scene) {
      changedPassword(await scene.connect());
      const kinds = scene.journal.entries.map((entry) => entry.kind);
      const written = kinds.indexOf("durable");
      assert.ok(written >= 0 && written < kinds.indexOf("password-set"), kinds.join(", "));
    },
  },
  {
    id: "rotation.old-one-behind",
    claim: "the password that was accepted stays on disk as the old one",
    async run(scene) {
      changedPassword(await scene.connect());
      assert.equal(scene.agent.record.oldPassword, scene.bootstrapPassword);
    },
  },
  {
    id: "rotation.next-login",
    claim: "the next call logs in with the new password, and stays connected",
    async run(scene) {
      changedPassword(await scene.connect());
      connected(await scene.connect());
      assert.equal(loginsIn(scene.journal).at(-1)?.password, scene.agent.record.password);
    },
  },
  {
    id: "rotation.only-once",
    claim: "a password that was replaced once is not replaced again",
    async run(scene) {
      changedPassword(await scene.connect());
      const { password } = scene.agent.record;
      connected(await scene.connect());
      await scene.restart();
      connected(await scene.connect());
      assert.equal(scene.agent.record.password, password);
      assert.equal(scene.controller.state.password, password);
    },
  },
  {
    id: "rotation.fresh-every-time",
    claim: "two agents never get the same password",
    async run(scene) {
      changedPassword(await scene.connect());
      const { password } = scene.agent.record;
      scene.agent.overwrite({ password: "" });
      scene.controller.state.password = scene.bootstrapPassword;
      changedPassword(await scene.connect());
      assert.notEqual(scene.agent.record.password, password);
    },
  },
  {
    id: "rotation.disk-fails",
    claim: "a disk that takes no new password keeps it from the controller, too",
    async run(scene) {
      const failure = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      scene.agent.failWith(failure);
      const outcome = await scene.connect();
      retryable(outcome);
      assert.ok(hasCode(failed(outcome), "ENOSPC"), "the cause is lost");
      assert.equal(scene.journal.count("Agent.SetPasswords"), 0);
      assert.equal(scene.controller.state.password, scene.bootstrapPassword);
    },
  },
  {
    id: "rotation.disk-recovers",
    claim: "once the disk works again, so does the rotation",
    async run(scene) {
      scene.agent.failWith(new Error("read-only file system"));
      failed(await scene.connect());
      scene.agent.failWith(undefined);
      changedPassword(await scene.connect());
      connected(await scene.connect());
    },
  },
  {
    id: "rotation.short-candidate",
    claim: "a current password too short for any controller is replaced, not proposed",
    arrange: { agent: { password: "nine-b/tes" } },
    async run(scene) {
      changedPassword(await scene.connect());
      assert.ok(Buffer.byteLength(scene.agent.record.password) >= acceptable);
      connected(await scene.connect());
    },
  },
  {
    id: "rotation.another-process",
    claim: "where another process has proposed a password meanwhile, that one is proposed",
    async run(scene) {
      const theirs = "a candidate of another process, on disk";
      scene.controller.answer("Agent.GetEntities", (request) => {
        scene.agent.overwrite({ password: theirs, oldPassword: scene.bootstrapPassword });
        return request.proceed();
      });
      scene.alsoOnDisk(theirs);
      changedPassword(await scene.connect());
      assert.equal(scene.agent.record.password, theirs);
      assert.equal(scene.controller.state.password, theirs);
    },
  },
  {
    id: "rotation.denied",
    claim: "a controller that denies the new password makes the connection impossible",
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", () => ({
        results: [{ error: { message: "permission denied", code: "unauthorized access" } }],
      }));
      impossible(await scene.connect(), "denied");
    },
  },
  {
    id: "rotation.denied-keeps-both",
    claim: "after a denied change both passwords are on disk, and the accepted one still works",
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", () => ({
        results: [{ error: { message: "machine-0 is dead", code: "dead" } }],
      }));
      impossible(await scene.connect(), "denied");
      scene.controller.restore("Agent.SetPasswords");
      changedPassword(await scene.connect());
      connected(await scene.connect());
    },
  },
  {
    id: "rotation.no-answer-for-it",
    claim: "an answer with no result for the change does not count as a change",
    async run(scene) {
      scene.controller.answer("Agent.SetPasswords", () => ({ results: [] }));
      retryable(await scene.connect());
    },
  },
  {
    id: "rotation.life-first",
    claim: "it checks the life of its entity before it changes anything",
    async run(scene) {
      changedPassword(await scene.connect());
      const order = scene.journal.entries.map((entry) =>
        entry.kind === "request" ? entry.method : entry.kind,
      );
      assert.ok(order.indexOf("Agent.GetEntities") >= 0);
      assert.ok(order.indexOf("Agent.GetEntities") < order.indexOf("durable"));
    },
  },
];
