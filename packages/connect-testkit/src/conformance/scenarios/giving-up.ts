import assert from "node:assert/strict";

import { impossible, retryable } from "../expect.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";
import { admitted, firstLogin, patience, refuseAll } from "./refusal.js";

/** When a strategy says that the connection is permanently impossible. */
export const givingUpScenarios: readonly Scenario[] = [
  {
    id: "giving-up.never-admitted",
    claim: "refused with everything it has, and never admitted before, it gives up for good",
    arrange: { controller: { knowsAgent: false } },
    async run(scene) {
      impossible(await scene.connect(), "unauthorized");
    },
  },
  {
    id: "giving-up.says-what-to-do",
    claim:
      "the message of giving up names the agent, says that nothing was removed, and what to do",
    arrange: { controller: { knowsAgent: false } },
    async run(scene) {
      const { message } = impossible(await scene.connect(), "unauthorized");
      assert.match(message, /machine-0/);
      assert.match(message, /[Nn]o file was changed/);
      assert.match(message, /admit/);
    },
  },
  {
    id: "giving-up.patience-ends",
    claim: "patience ends after both the attempts and the time of the policy",
    arrange: { credentials: "settled", policy: { patience } },
    async run(scene) {
      await admitted(scene);
      refuseAll(scene);
      retryable(await scene.connect());
      retryable(await scene.connect());
      // Enough attempts, not enough time.
      retryable(await scene.connect());
      await scene.clock.advance(patience.duration);
      impossible(await scene.connect(), "unauthorized");
    },
  },
  {
    id: "giving-up.first-login",
    claim:
      "refused at its very first login, it says that it waits to be provisioned, for the policy's attempts and time",
    arrange: { controller: { knowsAgent: false }, policy: { patience: firstLogin } },
    async run(scene) {
      assert.match(retryable(await scene.connect()).message, /provision/);
      // Enough attempts, not enough time.
      retryable(await scene.connect());
      await scene.clock.advance(firstLogin.firstLogin.duration);
      impossible(await scene.connect(), "unauthorized");
    },
  },
  {
    id: "giving-up.of-a-call",
    claim: "a call refused as a whole after the login is a refusal like that of a login",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", refuse("unauthorized access", "not logged in"));
      impossible(await scene.connect(), "unauthorized");
    },
  },
  {
    id: "giving-up.not-provisioned",
    claim: "never provisioned within the policy's limit, it gives up for good",
    arrange: {
      credentials: "settled",
      controller: { nonce: "" },
      policy: { provisioning: { interval: 5_000, limit: 5_000 } },
    },
    async run(scene) {
      impossible(await scene.connect(), "not provisioned");
    },
  },
  {
    id: "giving-up.not-provisioned-any-more",
    claim: "a controller that has admitted it, and has no nonce for it now, may have been restored",
    arrange: {
      credentials: "settled",
      policy: { patience, provisioning: { interval: 5_000, limit: 0 } },
    },
    async run(scene) {
      await admitted(scene);
      scene.controller.state.nonce = "";
      for (let i = 0; i < 3; i++) retryable(await scene.connect());
      await scene.clock.advance(patience.duration);
      impossible(await scene.connect(), "not provisioned");
    },
  },
];
