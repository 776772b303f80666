import assert from "node:assert/strict";

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
    claim: "a refusal by something between (401 from a proxy) is no verdict on the credentials",
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
];
