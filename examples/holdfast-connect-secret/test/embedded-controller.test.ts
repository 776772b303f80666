import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { apiOpen } from "@holdfast/api-open";
import {
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
    const { uuid } = controller.addModel({ name: "default" });
    const { nonce, password } = controller.addMachine({ id: "0", model: uuid });
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

test("an open connection brings it the next secret, and the login that follows has it", () =>
  atTheController(async ({ agent, strategy, keep }) => {
    await keep(secrets[0]);
    await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
    const connection = await strategy.connect(agent, apiOpen);
    await keep(secrets[1]);
    if (!connection.broken.aborted) await once(connection.broken, "abort");
    assert.ok(isChangedPassword(connection.broken.reason));
    await connection.close();
    const next = await strategy.connect(agent, apiOpen);
    assert.equal(agent.record.password, secrets[1]);
    await next.close();
  }));

test("a password that was changed at the controller first is refused for a while, never for good", () =>
  atTheController(async ({ controller, model, agent, strategy, keep }) => {
    await keep(secrets[0]);
    await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
    await (await strategy.connect(agent, apiOpen)).close();
    controller.setAgentPassword({ tag: "machine-0", model, password: secrets[1] });
    await assert.rejects(strategy.connect(agent, apiOpen), (error) =>
      hasCode(error, "ERR_CREDENTIALS_REFUSED"),
    );
    await keep(secrets[1]); // the manager's file comes late
    const connection = await strategy.connect(agent, apiOpen);
    assert.equal(agent.record.password, secrets[1]);
    await connection.close();
  }));
