import assert from "node:assert/strict";

import { failed } from "../expect.js";
import { everythingIn } from "../../log-recorder.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";
import type { Scene } from "../../scene.js";

const canary = "canary-password-that-must-never-be-seen";
const withCanary = {
  agent: { password: canary, oldPassword: `${canary}-old` },
  controller: { password: canary },
} as const;

/** A planted password is never found in what a strategy says. */
export const secretsScenarios: readonly Scenario[] = [
  {
    id: "secrets.success",
    claim: "a successful login says no password",
    arrange: withCanary,
    async run(scene) {
      await scene.connect();
      hidden(scene);
    },
  },
  {
    id: "secrets.old-password",
    about: "passwords",
    claim: "a login with the old password, and what follows it, says no password",
    arrange: { ...withCanary, controller: { password: `${canary}-old` } },
    async run(scene) {
      await scene.connect();
      await scene.connect();
      hidden(scene);
    },
  },
  {
    id: "secrets.refusal",
    claim: "a refusal says no password, in the error nor in any of its causes",
    arrange: { ...withCanary, controller: { knowsAgent: false } },
    async run(scene) {
      failed(await scene.connect());
      hidden(scene);
    },
  },
  {
    id: "secrets.failure",
    claim: "a controller's failure says no password",
    arrange: withCanary,
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("try again"));
      failed(await scene.connect());
      hidden(scene);
    },
  },
  {
    id: "secrets.disk-failure",
    claim: "a disk's failure says no password",
    arrange: { ...withCanary, controller: { password: `${canary}-old` } },
    async run(scene) {
      scene.agent.failWith(new Error("no space left on device"));
      await scene.connect();
      hidden(scene);
    },
  },
  {
    id: "secrets.no-controller",
    claim: "a controller that is not there gets no password into the error",
    arrange: withCanary,
    async run(scene) {
      await scene.controller.close();
      failed(await scene.connect());
      hidden(scene);
    },
  },
];

function hidden(scene: Scene): void {
  const said = [...scene.log.lines, ...scene.errors.map(everythingIn)].join("\n");
  assert.ok(!said.includes(canary), "the canary was seen");
}
