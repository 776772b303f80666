// Our own client against our own controller: the walk of an agent, whole.
import { apiOpen, facadeClient, open, watchNotify } from "@holdfast/api-open";
import { Agent, Machiner } from "@holdfast/facades";
import { modelTag, parseTag } from "@holdfast/names";
import { describe, expect, test } from "vitest";

import { type NewAgentCredentials, readLogs, type RunningController } from "../src/index.js";
import { temporaryDirectory, testController } from "./kit/test-controller.js";

type Info = Parameters<typeof open>[0];

function infoOf(controller: RunningController, agent: NewAgentCredentials): Info {
  return {
    addrs: [controller.address],
    caCert: controller.caCert,
    modelTag: modelTag(agent.model),
    tag: parseTag(agent.tag).tag,
    password: agent.password,
    nonce: agent.nonce,
  };
}

describe("our client", () => {
  test("logs in, replaces its password, and comes back with the new one", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const info = infoOf(controller, machine);
    const password = "a password of twenty-four bytes";
    await using first = await open(info, {});
    expect(first.modelTag).toBe(`model-${machine.model}`);
    const agent = facadeClient(first, Agent);
    await expect(agent.GetEntities({ entities: [{ tag: machine.tag }] })).resolves.toMatchObject({
      entities: [{ life: "alive" }],
    });
    const changes = [{ tag: machine.tag, password }];
    await expect(agent.SetPasswords({ changes })).resolves.toEqual({ results: [{}] });
    await using second = await open({ ...info, password }, {});
    expect(second.authTag).toBe("machine-0");
    await expect(open(info, {})).rejects.toMatchObject({ code: "unauthorized access" });
  });

  test("that knows no model learns it by logging in as of old", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const { modelTag: _unknown, ...info } = infoOf(controller, machine);
    await using connection = await apiOpen(info, {});
    expect(connection.modelTag).toBe(`model-${uuid}`);
  });

  test("watches the addresses, and hears of others", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    await using connection = await open(infoOf(controller, machine), {});
    const machiner = facadeClient(connection, Machiner);
    await using changes = watchNotify(connection, await machiner.WatchAPIHostPorts());
    const heard: unknown[] = [];
    await changes.next();
    heard.push(await machiner.APIAddresses());
    await controller.setApiAddresses(["10.0.0.1:17070"]);
    await changes.next();
    heard.push(await machiner.APIAddresses());
    expect(heard).toEqual([{ result: [controller.address] }, { result: ["10.0.0.1:17070"] }]);
  });

  test("is told when the controller goes, and finds it again where it was", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const info = infoOf(controller, machine);
    await using connection = await open(info, {});
    await controller[Symbol.asyncDispose]();
    await expect.poll(() => connection.broken.aborted).toBe(true);
    await testController({ dataDir });
    await using again = await open(info, {});
    expect(again.authTag).toBe("machine-0");
  });

  test("sends its log", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    await using connection = await open(infoOf(controller, machine), {});
    const stream = await connection.connectStream("/logsink");
    await stream.send({ t: "2026-01-02T03:04:05Z", m: "agent", l: "a.ts:1", v: "INFO", x: "here" });
    await stream.close();
    await expect.poll(() => readLogs({ dataDir, limit: 5 })).toMatchObject([{ message: "here" }]);
  });
});
