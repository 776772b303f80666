import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { apiOpen } from "@holdfast/api-open";
import {
  defaultConnectPolicy,
  isChangedPassword,
  silentLogger,
  systemClock,
} from "@holdfast/connect";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { startController } from "@holdfast/controller";

import { fileSource, SecretConnect } from "../src/index.ts";

test("Holdfast's own controller takes the manager's secrets, one after the other", async () => {
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
    const ports = { policy: defaultConnectPolicy, clock: systemClock, logger: silentLogger };
    const strategy = new SecretConnect(fileSource(secret), ports);
    for (const text of ["the-first-secret-of-this-agent", "the-second-secret-of-this-agent"]) {
      await writeFile(secret, text);
      await assert.rejects(strategy.connect(agent, apiOpen), isChangedPassword);
      const connection = await strategy.connect(agent, apiOpen);
      assert.equal(connection.authTag, "machine-0");
      await connection.close();
      assert.equal(agent.record.password, text);
    }
  } finally {
    await controller[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
});
