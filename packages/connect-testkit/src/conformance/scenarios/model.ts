import assert from "node:assert/strict";

import { connected } from "../expect.js";
import { loginsIn } from "../logins.js";
import type { Scenario } from "../scenario.js";

const withoutModel = {
  credentials: "settled",
  agent: { model: undefined, controller: undefined },
} as const;

/** Configurations that are older than models. */
export const modelScenarios: readonly Scenario[] = [
  {
    id: "model.old-login",
    about: "Admin.Login",
    claim: "an agent whose configuration names no model is logged in by version 1",
    arrange: withoutModel,
    async run(scene) {
      connected(await scene.connect());
      assert.equal(loginsIn(scene.journal)[0]?.version, 1);
    },
  },
  {
    id: "model.recorded",
    about: "Admin.Login",
    claim:
      "the model that it just connected to is recorded in the configuration, with its controller",
    arrange: withoutModel,
    async run(scene) {
      connected(await scene.connect());
      assert.equal(scene.agent.record.model, scene.controller.state.model);
      assert.equal(scene.agent.record.controller, scene.controller.state.controller);
    },
  },
  {
    id: "model.recorded-once",
    about: "Admin.Login",
    claim: "from then on it logs in to that model directly",
    arrange: withoutModel,
    async run(scene) {
      connected(await scene.connect());
      connected(await scene.connect());
      assert.deepEqual(
        loginsIn(scene.journal).map((login) => login.version),
        [1, 3],
      );
    },
  },
  {
    id: "model.record-fails",
    about: "Admin.Login",
    claim: "a model that cannot be recorded is logged, and the connection is made all the same",
    arrange: withoutModel,
    async run(scene) {
      scene.agent.failWith(new Error("no space left on device"));
      connected(await scene.connect());
      assert.equal(scene.agent.record.model, undefined);
      assert.ok(
        scene.log.lines.some((line) => /record/.test(line) && /no space left/.test(line)),
        "nothing was logged",
      );
    },
  },
  {
    id: "model.known-is-kept",
    claim: "a model that the configuration names is not written again",
    arrange: { credentials: "settled" },
    async run(scene) {
      connected(await scene.connect());
      const { model } = scene.controller.state;
      assert.equal(scene.agent.record.model, model);
      assert.equal(scene.agent.migrations, 0);
      const [login] = scene.journal.of("request").filter(({ method }) => method === "Admin.Login");
      assert.notEqual(login?.version, 1);
    },
  },
];
