// What an agent knows of a model, by what the controller's release offers.
import { ApiError } from "@holdfast/api-open";
import { describe, expect, test } from "vitest";

import {
  IS_RESPONSIBLE_FLAG_NAME,
  MODEL_MACHINES_NAME,
  modelLifeFlagManifold,
  modelMachinesManifold,
  NOT_DEAD_FLAG_NAME,
  responsibleFlagManifold,
} from "../src/building-blocks.js";
import { AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { reportOf } from "./kit/engine-on.js";

const model = "model-deadbeef-0bad-400d-8000-4b1d0d06f00d";
const releases = {
  "3.6": { Agent: [3], Client: [8], InstancePoller: [4], LifeFlag: [1], Singular: [2] },
  "4.1": { Agent: [3], Client: [8] },
};
type Answers = ConstructorParameters<typeof AgentAtController>[0]["answers"];

function refusal(code: string): () => never {
  return () => {
    throw new ApiError("no", { code });
  };
}

describe("the flag of a model's life", () => {
  function siteOf(release: keyof typeof releases, answers: Answers): AgentAtController {
    const site = new AgentAtController({ facades: releases[release], answers });
    site.engine.install(
      NOT_DEAD_FLAG_NAME,
      modelLifeFlagManifold({ apiCallerName: CALLER, model }),
    );
    return site;
  }

  test("asks LifeFlag of Juju 3", async () => {
    await using site = siteOf("3.6", {
      "LifeFlag.Life": () => ({ results: [{ life: "dying" }] }),
      "LifeFlag.Watch": () => ({ results: [{ NotifyWatcherId: "1" }] }),
    });
    await site.clock.advance(100);
    expect(reportOf(site.engine, "not-dead-flag").report).toEqual({ flag: true });
    expect(site.asked).toContain("LifeFlag(1).Life");
  });

  test("is up in Juju 4 as long as the model's configuration can be read", async () => {
    let configuration: () => unknown = () => ({ config: {} });
    await using site = siteOf("4.1", {
      "Agent.WatchForModelConfigChanges": () => ({ NotifyWatcherId: "1" }),
      "Agent.ModelConfig": () => configuration(),
    });
    await site.clock.advance(100);
    expect(reportOf(site.engine, "not-dead-flag")).toMatchObject({
      state: "started",
      report: { flag: true, "life known by": expect.stringContaining("configuration") },
    });
    configuration = refusal("model not found");
    await site.change();
    expect(reportOf(site.engine, "not-dead-flag")["error-code"]).toBe("ERR_MODEL_REMOVED");
  });

  test("is up in Juju 4 for who may not read it, without asking again", async () => {
    await using site = siteOf("4.1", {
      "Agent.WatchForModelConfigChanges": refusal("unauthorized access"),
    });
    await site.clock.advance(600_000);
    expect(reportOf(site.engine, "not-dead-flag").state).toBe("started");
    expect(site.asked).toHaveLength(1);
  });
});

test("without leases whoever serves a model is responsible for it, and the log says so once", async () => {
  await using site = new AgentAtController({ facades: releases["4.1"], answers: {} });
  const { logger } = site.log;
  site.engine.install(
    IS_RESPONSIBLE_FLAG_NAME,
    responsibleFlagManifold({
      apiCallerName: CALLER,
      entity: model,
      claimant: "machine-0",
      logger,
    }),
  );
  await site.clock.advance(100);
  expect(reportOf(site.engine, "is-responsible-flag").report).toEqual({
    flag: true,
    lease: "none",
  });
  site.connections[0]?.break(new Error("gone"));
  await site.clock.advance(5000);
  expect(reportOf(site.engine, "is-responsible-flag").report).toMatchObject({ flag: true });
  expect(site.log.lines.filter((line) => line.includes("grants no lease"))).toHaveLength(1);
});

describe("the machines of a model", () => {
  function siteOf(release: keyof typeof releases, answers: Answers): AgentAtController {
    const site = new AgentAtController({ facades: releases[release], answers });
    const { clock } = site;
    const { logger } = site.log;
    site.engine.install(
      MODEL_MACHINES_NAME,
      modelMachinesManifold({ apiCallerName: CALLER, clock, logger }),
    );
    return site;
  }

  test("are watched at Juju 3", async () => {
    await using site = siteOf("3.6", {
      "InstancePoller.WatchModelMachines": () => ({ "watcher-id": "1", changes: ["0", "1"] }),
      "InstancePoller.Life": () => ({ results: [{ life: "alive" }, { life: "dying" }] }),
    });
    await site.clock.advance(100);
    expect(reportOf(site.engine, "model-machines").report).toEqual({
      machines: { 0: "alive", 1: "dying" },
      by: "a watcher",
    });
  });

  test("are asked for at Juju 4, from time to time", async () => {
    let machines: Record<string, unknown> = { 0: {}, 1: { "agent-status": { life: "dying" } } };
    await using site = siteOf("4.1", { "Client.FullStatus": () => ({ machines }) });
    await site.clock.advance(100);
    expect(reportOf(site.engine, "model-machines").report).toEqual({
      machines: { 0: "alive", 1: "dying" },
      by: "asking",
    });
    machines = { 0: {} };
    await site.clock.advance(60_000);
    expect(reportOf(site.engine, "model-machines").report).toMatchObject({
      machines: { 0: "alive" },
    });
    expect(site.log.lines).toContain("info machine 1 is gone");
    expect(site.asked.length).toBeLessThan(5);
  });

  test("are not followed where an agent is told nothing of them: the worker rests, and says why", async () => {
    await using site = siteOf("4.1", { "Client.FullStatus": refusal("unauthorized access") });
    await site.clock.advance(3_600_000);
    expect(site.asked).toHaveLength(1);
    expect(site.log.lines.filter((line) => line.includes("model-machines rests"))).toHaveLength(1);
    expect(site.engine.explain("model-machines").text).toMatch(/tells agents nothing/);
  });
});
