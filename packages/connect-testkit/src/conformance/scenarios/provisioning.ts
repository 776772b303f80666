import assert from "node:assert/strict";

import { answered, connected, retryable } from "../expect.js";
import { loginsIn } from "../logins.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";
import type { Scene } from "../../scene.js";

const unprovisioned = { credentials: "settled", controller: { nonce: "" } } as const;

/** Waiting for a machine whose password is right and whose nonce is not known yet. */
export const provisioningScenarios: readonly Scenario[] = [
  {
    id: "provisioning.waits",
    claim: "not provisioned yet, it waits, and connects once the machine is",
    arrange: unprovisioned,
    async run(scene) {
      const outcome = scene.connect();
      await scene.logins(2);
      scene.controller.state.nonce = "nonce-0";
      await ask(scene, 3);
      connected(await outcome);
    },
  },
  {
    id: "provisioning.asks-again-at-once",
    claim: "the second time it asks follows at once",
    arrange: unprovisioned,
    async run(scene) {
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.logins(2);
      stop.abort(new Error("enough"));
      await outcome;
    },
  },
  {
    id: "provisioning.interval",
    claim: "from then on it asks as often as the policy says, and not before",
    arrange: { ...unprovisioned, policy: { provisioning: { interval: 7_000, limit: 60_000 } } },
    async run(scene) {
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.logins(2);
      await scene.timer();
      await scene.clock.advance(6_999);
      assert.equal(scene.journal.count("Admin.Login"), 2);
      await scene.clock.advance(1);
      await scene.logins(3);
      stop.abort(new Error("enough"));
      await outcome;
    },
  },
  {
    id: "provisioning.default-interval",
    claim: "by default it asks every five seconds",
    arrange: unprovisioned,
    async run(scene) {
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.logins(2);
      await scene.timer();
      assert.equal(scene.clock.next(), scene.clock.now() + 5_000);
      stop.abort(new Error("enough"));
      await outcome;
    },
  },
  {
    id: "provisioning.same-password",
    about: "passwords",
    claim: "while it waits, it tries no other password",
    arrange: unprovisioned,
    async run(scene) {
      const outcome = scene.connect();
      await scene.logins(2);
      await ask(scene, 3);
      await ask(scene, 4);
      scene.controller.state.nonce = "nonce-0";
      await ask(scene, 5);
      connected(await outcome);
      const passwords = new Set(loginsIn(scene.journal).map((login) => login.password));
      assert.deepEqual([...passwords], [scene.agent.record.password]);
    },
  },
  {
    id: "provisioning.limit",
    claim: "it stops waiting at the policy's limit, with the controller's last answer",
    arrange: { ...unprovisioned, policy: { provisioning: { interval: 5_000, limit: 20_000 } } },
    async run(scene) {
      const outcome = scene.connect();
      await scene.logins(2);
      for (const logins of [3, 4, 5]) await ask(scene, logins);
      answered(await outcome, "not provisioned");
      assert.equal(scene.journal.count("Admin.Login"), 5);
    },
  },
  {
    id: "provisioning.no-wait",
    claim: "where the policy allows no waiting, the first answer is final",
    arrange: { ...unprovisioned, policy: { provisioning: { interval: 5_000, limit: 0 } } },
    async run(scene) {
      answered(await scene.connect(), "not provisioned");
      assert.equal(scene.journal.count("Admin.Login"), 1);
    },
  },
  {
    id: "provisioning.interrupted",
    claim: "interrupted while it waits, it ends at once, with the reason of the interruption",
    arrange: unprovisioned,
    async run(scene) {
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.logins(2);
      await scene.timer();
      const reason = new Error("shutting down");
      stop.abort(reason);
      assert.deepEqual(await outcome, { kind: "failed", error: reason });
    },
  },
  {
    id: "provisioning.another-answer",
    claim: "any other answer ends the waiting",
    arrange: unprovisioned,
    async run(scene) {
      const outcome = scene.connect();
      await scene.logins(2);
      scene.controller.answer("Admin.Login", refuse("try again"));
      await ask(scene, 3);
      retryable(await outcome);
    },
  },
  {
    id: "provisioning.with-the-old-password",
    about: "passwords",
    claim: "it waits with the old password, too",
    arrange: { controller: { nonce: "" } },
    async run(scene) {
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.logins(2);
      await ask(scene, 3);
      const passwords = new Set(loginsIn(scene.journal).map((login) => login.password));
      assert.deepEqual([...passwords], [scene.bootstrapPassword]);
      stop.abort(new Error("enough"));
      await outcome;
    },
  },
  {
    id: "provisioning.another-nonce",
    about: "Admin.Login",
    claim: "a machine that was provisioned with another nonce is waited for in the same way",
    arrange: {
      credentials: "settled",
      controller: { nonce: "another" },
      policy: { provisioning: { interval: 5_000, limit: 5_000 } },
    },
    async run(scene) {
      answered(await scene.connect(), "not provisioned");
      assert.equal(scene.journal.count("Admin.Login"), 2);
    },
  },
];

/** Lets the strategy's timer come due, and waits for the login that follows. */
async function ask(scene: Scene, logins: number): Promise<void> {
  await scene.timer();
  await scene.clock.advance(scene.policy.provisioning.interval);
  await scene.logins(logins);
}
