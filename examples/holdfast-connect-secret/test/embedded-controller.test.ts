import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { apiOpen } from "@holdfast/api-open";
import {
  type Connection,
  defaultConnectPolicy,
  hasCode,
  isChangedPassword,
  silentLogger,
  systemClock,
} from "@holdfast/connect";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type RunningController, startController } from "@holdfast/controller";

import { fileSource, SecretConnect } from "../src/index.ts";

const secrets = ["the-first-secret-of-this-agent", "the-second-secret-of-this-agent"] as const;

interface Place {
  readonly controller: RunningController;
  readonly model: string;
  readonly agent: MemoryAgent;
  readonly strategy: SecretConnect;
  /** What the secret manager does. */
  keep(secret: string): Promise<void>;
}

/** Plays with Holdfast's own controller, an agent that it knows, and a secret in a file. */
async function atTheController(play: (place: Place) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-secret-"));
  const secret = path.join(folder, "secret");
  const controller = await startController({ dataDir: path.join(folder, "controller") });
  try {
    const { uuid } = await controller.addModel({ name: "default" });
    const { nonce, password } = await controller.addMachine({ id: "0", model: uuid });
    const agent = new MemoryAgent({
      tag: "machine-0",
      nonce,
      caCert: controller.caCert,
      model: `model-${uuid}`,
      controller: `controller-${controller.controllerUuid}`,
      password: "",
      oldPassword: password,
      apiAddresses: [controller.address],
      values: {},
    });
    const ports = {
      policy: defaultConnectPolicy,
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
    };
    const strategy = new SecretConnect(fileSource(secret), { interval: 20 }, ports);
    const keep = (text: string): Promise<void> => writeFile(secret, text);
    await play({ controller, model: uuid, agent, strategy, keep });
  } finally {
    await controller[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
}

test("Holdfast's own controller takes the manager's secrets, one after the other", () =>
  atTheController(async ({ agent, strategy, keep }) => {
    for (const text of secrets) {
      await keep(text);
      await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
      const connection = await strategy.connect(agent, apiOpen);
      assert.equal(connection.authTag, "machine-0");
      await connection.close();
      assert.equal(agent.record.password, text);
    }
  }));

test("an open connection brings it the next secret, goes on, and has its streams show that", () =>
  atTheController(async ({ agent, strategy, keep }) => {
    await keep(secrets[0]);
    await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
    const connection = await strategy.connect(agent, apiOpen);
    await (await connection.connectStream("/logsink")).close();
    await keep(secrets[1]);
    while (agent.record.password !== secrets[1]) await sleep(5);
    await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
    await untilAStreamOpens(connection);
    assert.equal(connection.broken.aborted, false);
    await connection.close();
    const next = await strategy.connect(agent, apiOpen);
    assert.equal(agent.record.password, secrets[1]);
    await next.close();
  }));

/** Disk comes before the wire: for a moment the controller has the password of before. */
async function untilAStreamOpens(connection: Connection): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await (await connection.connectStream("/logsink")).close();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(20);
    }
  }
}

test("a password that was changed at the controller first is refused for a while, never for good", () =>
  atTheController(async ({ controller, model, agent, strategy, keep }) => {
    await keep(secrets[0]);
    await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
    await (await strategy.connect(agent, apiOpen)).close();
    await controller.setAgentPassword({ tag: "machine-0", model, password: secrets[1] });
    await assert.rejects(strategy.connect(agent, apiOpen), (error) =>
      hasCode(error, "ERR_CREDENTIALS_REFUSED"),
    );
    await keep(secrets[1]); // the manager's file comes late
    const connection = await strategy.connect(agent, apiOpen);
    assert.equal(agent.record.password, secrets[1]);
    await connection.close();
  }));
