import assert from "node:assert/strict";
import { once } from "node:events";

import { connected, retryable } from "../expect.js";
import { cutAfter, cutBefore } from "../answers.js";
import type { Scenario } from "../scenario.js";

const settled = { credentials: "settled" } as const;

/** Controllers and networks that fail, at each step: never a reason to give up for good. */
export const faultScenarios: readonly Scenario[] = [
  {
    id: "fault.nobody-listens",
    claim: "a controller that is not running is no reason to give up",
    arrange: settled,
    async run(scene) {
      await scene.controller.close();
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.shutting-down",
    claim: "a controller that is shutting down (503) is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.refuseUpgrades("503 Service Unavailable", "apiserver shutdown in progress");
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.unauthorized-by-http",
    claim: "a refusal by something between (401 from a proxy) says nothing of the credentials",
    arrange: settled,
    async run(scene) {
      scene.controller.refuseUpgrades("401 Unauthorized", "who are you?");
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.cut-login",
    claim: "a connection that dies while it logs in is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Admin.Login", cutBefore);
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.after-login",
    claim: "a connection that dies right after the login is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Admin.Login", cutAfter);
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.garbage-login",
    claim: "a login reply that makes no sense is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Admin.Login", () => ({ "controller-tag": 7, facades: "none" }));
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.recovers",
    claim: "once the controller works again, so does the same strategy",
    arrange: settled,
    async run(scene) {
      for (const method of ["Admin.Login", "Agent.GetEntities", "Agent.SetPasswords"]) {
        scene.controller.answer(method, cutBefore);
        await scene.connect();
        scene.controller.restore(method);
      }
      connected(await scene.connect());
    },
  },
  {
    id: "fault.many-restarts",
    claim: "ten restarts in a row make ten connections, with the same password",
    async run(scene) {
      await scene.connect();
      const { password } = scene.controller.state;
      for (let i = 0; i < 10; i++) {
        await scene.restart();
        connected(await scene.connect());
        await scene.closeConnections();
      }
      assert.equal(scene.controller.state.password, password);
    },
  },
  {
    id: "fault.reset-when-dialled",
    claim: "a network that resets every connection is no reason to give up",
    arrange: settled,
    async run(scene) {
      await scene.faultyNetwork({ kind: "reset" });
      retryable(await scene.connect());
    },
  },
  {
    id: "fault.in-pieces",
    claim: "a network that delivers a few bytes at a time does not keep it from connecting",
    arrange: settled,
    async run(scene) {
      const lane = { trickle: { bytes: 256, every: 1 } };
      await scene.faultyNetwork({ kind: "relay", toClient: lane, toTarget: lane });
      connected(await scene.connect());
    },
  },
  {
    id: "fault.damaged",
    claim: "a network that damages what it carries is no reason to give up",
    arrange: settled,
    async run(scene) {
      const proxy = await scene.faultyNetwork({ kind: "relay" });
      for (const at of [10, 800, 1_600, 2_400]) {
        proxy.use({ kind: "relay", toClient: { flips: [{ at }] } });
        const outcome = await scene.connect();
        if (outcome.kind === "failed") retryable(outcome);
      }
      proxy.use({ kind: "relay" });
      connected(await scene.connect());
    },
  },
  {
    id: "fault.handed-over-then-reset",
    claim: "a connection that is reset after it was handed over tells so by `broken`",
    arrange: settled,
    async run(scene) {
      const proxy = await scene.faultyNetwork({ kind: "relay" });
      const connection = connected(await scene.connect());
      const broken = once(connection.broken, "abort");
      proxy.inject({ kind: "reset" });
      await broken;
      assert.equal(connection.broken.aborted, true);
    },
  },
];
