import assert from "node:assert/strict";

import { answered, changedPassword, connected, failed, retryable } from "../expect.js";
import type { Scenario } from "../scenario.js";
import type { Scene } from "../../scene.js";

/** Short enough to be used up. */
export const patience = { attempts: 3, duration: 60_000 };

/** With a first login, short enough as well. */
export const firstLogin = {
  attempts: 3,
  duration: 60_000,
  firstLogin: { attempts: 2, duration: 60_000 },
};

/** A controller that refuses the agent, and may yet admit it again. */
export const refusalScenarios: readonly Scenario[] = [
  {
    id: "refusal.keeps-the-answer",
    claim: "the controller's own refusal is among the causes",
    arrange: { controller: { knowsAgent: false } },
    async run(scene) {
      answered(await scene.connect(), "unauthorized access");
    },
  },
  {
    id: "refusal.changes-nothing",
    claim: "giving up leaves the configuration as it is",
    arrange: { credentials: "settled", controller: { knowsAgent: false } },
    async run(scene) {
      const before = scene.agent.record;
      failed(await scene.connect());
      assert.deepEqual(scene.agent.record, before);
      assert.equal(scene.journal.of("durable").length, 0);
    },
  },
  {
    id: "refusal.first-login",
    claim: "refused at its very first login, it does not give up at once",
    arrange: { controller: { knowsAgent: false }, policy: { patience: firstLogin } },
    async run(scene) {
      for (let i = 0; i < 3; i++) {
        const outcome = await scene.connect();
        answered(outcome, "unauthorized access");
        retryable(outcome);
      }
      scene.controller.state.knowsAgent = true;
      await admitted(scene);
    },
  },
  {
    id: "refusal.files-taken-over",
    claim: "refused with files that another agent left, it does not give up at once",
    arrange: {
      credentials: "settled",
      controller: { knowsAgent: false },
      policy: { patience: firstLogin },
    },
    async run(scene) {
      retryable(await scene.connect());
      scene.controller.state.knowsAgent = true;
      await admitted(scene);
    },
  },
  {
    id: "refusal.after-success",
    claim: "refused by a controller that has admitted it before, it does not give up at once",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      refuseAll(scene);
      const outcome = await scene.connect();
      retryable(outcome);
      answered(outcome, "unauthorized access");
    },
  },
  {
    id: "refusal.after-success-and-restart",
    claim: "that it was admitted before is known after a restart, too",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      await scene.restart();
      refuseAll(scene);
      retryable(await scene.connect());
    },
  },
  {
    id: "refusal.time-alone-is-not-enough",
    claim: "a clock that was set forward does not end the patience by itself",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      refuseAll(scene);
      retryable(await scene.connect());
      await scene.clock.advance(100 * patience.duration);
      retryable(await scene.connect());
    },
  },
  {
    id: "refusal.success-restores-patience",
    claim: "being admitted again restores the whole patience",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      for (let round = 0; round < 2; round++) {
        refuseAll(scene);
        retryable(await scene.connect());
        retryable(await scene.connect());
        await scene.clock.advance(patience.duration);
        scene.controller.state.knowsAgent = true;
        connected(await scene.connect());
      }
    },
  },
  {
    id: "refusal.recovers",
    claim: "once the controller admits it again, it connects as if nothing had been",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      refuseAll(scene);
      failed(await scene.connect());
      scene.controller.state.knowsAgent = true;
      connected(await scene.connect());
    },
  },
];

/** Connects, through as many changes of password as it takes. */
export async function admitted(scene: Scene): Promise<void> {
  const first = await scene.connect();
  if (first.kind === "failed") {
    changedPassword(first);
    connected(await scene.connect());
  }
}

/** From now on the controller refuses the agent. */
export function refuseAll(scene: Scene): void {
  scene.controller.state.knowsAgent = false;
}
