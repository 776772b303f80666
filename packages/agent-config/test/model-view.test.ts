import type { ModelTag } from "@holdfast/names";
import { describe, expect, test } from "vitest";

import { knownPasswords, modelView, openAgent } from "../src/index.js";
import { CONTROLLER, madeAgent, TAG } from "./fixtures/made-agent.js";

const OTHER: ModelTag = "model-00000000-0000-4000-8000-000000000001";
const quiet = { tag: TAG, recheckInterval: Infinity } as const;

describe("a model's view of an agent", () => {
  test("has the agent's identity, the model's place, and no password but the current one", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await agent.changeConfig((config) => config.setPassword("current"));
    const view = modelView(agent, { model: OTHER });
    const config = view.currentConfig();
    expect(config).toMatchObject({
      tag: TAG,
      model: OTHER,
      controller: CONTROLLER,
      oldPassword: "",
    });
    expect(config.apiInfo()).toEqual({ ...agent.currentConfig().apiInfo(), modelTag: OTHER });
    expect(knownPasswords(config)).toEqual(["current"]);
  });

  test("names no model where the login is the controller's alone", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const info = modelView(agent, { model: undefined }).currentConfig().apiInfo();
    expect(info).not.toHaveProperty("modelTag");
  });

  test("follows the agent's changes and makes none", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const view = modelView(agent, { model: OTHER });
    let told = 0;
    view.subscribe(() => told++);
    await agent.changeConfig((config) => config.setPassword("current"));
    expect(told).toBe(1);
    expect(knownPasswords(view.currentConfig())).toEqual(["current"]);
    await expect(view.changeConfig(() => undefined)).rejects.toMatchObject({
      code: "ERR_MODEL_CONFIG_IMMUTABLE",
      message: expect.stringContaining("model agent config is immutable"),
    });
  });

  test("is refused for a UUID that is none", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(() => modelView(agent, { model: "model-x" })).toThrow('model uuid "x" not valid');
    expect(() => modelView(agent, { model: OTHER, controller: "controller-x" })).toThrow(
      'controller uuid "x" not valid',
    );
  });
});
