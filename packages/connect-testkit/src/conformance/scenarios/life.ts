import assert from "node:assert/strict";

import { answered, connected, impossible, retryable } from "../expect.js";
import { cutBefore } from "../answers.js";
import { interruptedDuring } from "../interrupted.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";

const settled = { credentials: "settled" } as const;

/** What the controller says of the agent's entity, after the login. */
export const lifeScenarios: readonly Scenario[] = [
  {
    id: "life.asks-for-its-own",
    claim: "it asks the controller for the life of its own entity, once",
    arrange: settled,
    async run(scene) {
      connected(await scene.connect());
      const asked = scene.journal.of("request").filter((r) => r.method === "Agent.GetEntities");
      assert.deepEqual(
        asked.map((request) => request.params),
        [{ entities: [{ tag: "machine-0" }] }],
      );
    },
  },
  {
    id: "life.dead",
    claim: "a dead entity makes the connection impossible",
    arrange: { ...settled, controller: { life: "dead" } },
    async run(scene) {
      impossible(await scene.connect(), "dead");
    },
  },
  {
    id: "life.dead-keeps-credentials",
    claim: "a dead entity's credentials are left alone, on disk and on the controller",
    arrange: { controller: { life: "dead" } },
    async run(scene) {
      impossible(await scene.connect(), "dead");
      assert.equal(scene.journal.of("durable").length, 0);
      assert.equal(scene.journal.count("Agent.SetPasswords"), 0);
    },
  },
  {
    id: "life.not-found",
    claim: "an entity that the controller does not know is denied: the connection is impossible",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({
        entities: [{ life: "", error: { message: "machine 0 not found", code: "not found" } }],
      }));
      impossible(await scene.connect(), "denied");
    },
  },
  {
    id: "life.denied",
    claim: "an entity that it may not touch is denied: the connection is impossible",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({
        entities: [
          { life: "", error: { message: "permission denied", code: "unauthorized access" } },
        ],
      }));
      impossible(await scene.connect(), "denied");
    },
  },
  {
    id: "life.unknown-value",
    claim: "a life that nobody has heard of is no reason to connect, nor to give up",
    arrange: { ...settled, controller: { life: "undead" } },
    async run(scene) {
      assert.match(retryable(await scene.connect()).message, /unknown life value "undead"/);
    },
  },
  {
    id: "life.no-result",
    claim: "an answer without a result is no reason to connect, nor to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({ entities: [] }));
      assert.match(retryable(await scene.connect()).message, /expected 1 result, got 0/);
    },
  },
  {
    id: "life.two-results",
    claim: "an answer with two results is no reason to connect, nor to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({
        entities: [{ life: "alive" }, { life: "alive" }],
      }));
      assert.match(retryable(await scene.connect()).message, /expected 1 result, got 2/);
    },
  },
  {
    id: "life.other-error",
    claim: "any other error about its entity comes through, and may pass",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({
        entities: [{ life: "", error: { message: "busy", code: "excessive contention" } }],
      }));
      const outcome = await scene.connect();
      answered(outcome, "excessive contention");
      retryable(outcome);
    },
  },
  {
    id: "life.call-fails",
    claim: "an error of the whole call comes through, and may pass",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", refuse("upgrade in progress"));
      const outcome = await scene.connect();
      answered(outcome, "upgrade in progress");
      retryable(outcome);
    },
  },
  {
    id: "life.dying",
    claim: "an entity that is dying still has an agent to serve it, after its life was asked for",
    arrange: { ...settled, controller: { life: "dying" } },
    async run(scene) {
      connected(await scene.connect());
      assert.equal(scene.journal.count("Agent.GetEntities"), 1);
    },
  },
  interruptedDuring(
    "life.interrupted",
    "Agent.GetEntities",
    "while it asks for the life of its entity",
    settled,
  ),
  {
    id: "life.cut",
    claim:
      "a connection that dies while it asks for the life of its entity is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", cutBefore);
      retryable(await scene.connect());
    },
  },
  {
    id: "life.garbage",
    claim: "an answer about its entity that makes no sense is no reason to give up",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Agent.GetEntities", () => ({ entities: "none" }));
      retryable(await scene.connect());
    },
  },
  {
    id: "life.no-facade",
    claim: "a controller that offers no Agent facade is no reason to give up",
    arrange: settled,
    async run(scene) {
      const missing = refuse("not implemented", 'unknown object type "Agent"');
      scene.controller.answer("Agent.GetEntities", missing);
      scene.controller.answer("Agent.SetPasswords", missing);
      retryable(await scene.connect());
    },
  },
];
