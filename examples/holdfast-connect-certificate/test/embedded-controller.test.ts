import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { apiOpen } from "@holdfast/api-open";
import { defaultConnectPolicy, isChangedPassword, silentLogger } from "@holdfast/connect";
import { MemoryAgent, SceneClock } from "@holdfast/connect-testkit";
import { startController } from "@holdfast/controller";

import { CertificateConnect } from "../src/index.ts";
import { CertificateFolder } from "./files.ts";

test("Holdfast's own controller admits the machine by a certificate that it issued, and by the next one", async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "holdfast-controller-"));
  const files = await CertificateFolder.create();
  const controller = await startController({ dataDir });
  try {
    const { uuid } = await controller.addModel({ name: "default" });
    const tag = "machine-0";
    const { nonce } = await controller.addMachine({ id: "0", model: uuid });
    await files.write(await controller.issueClientCertificate({ tag, model: uuid }));
    const agent = new MemoryAgent({
      tag,
      nonce,
      caCert: controller.caCert,
      model: `model-${uuid}`,
      controller: `controller-${controller.controllerUuid}`,
      password: "",
      oldPassword: "",
      apiAddresses: [controller.address],
      values: {},
    });
    const { certificate, key } = files;
    const clock = new SceneClock(Date.now());
    const strategy = new CertificateConnect(
      { certificate, key, renewTimeout: 30_000, renewAfter: 2 / 3 },
      { policy: defaultConnectPolicy, clock, logger: silentLogger, random: Math.random },
    );
    const connection = await strategy.connect(agent, apiOpen);
    assert.equal(connection.authTag, tag);

    // Somebody renews the certificate, and an hour passes.
    await files.write(await controller.issueClientCertificate({ tag, model: uuid }));
    await clock.advance(3_600_000);
    if (!connection.broken.aborted) await once(connection.broken, "abort");
    assert.ok(isChangedPassword(connection.broken.reason));
    await connection.close();
    const next = await strategy.connect(agent, apiOpen);
    assert.equal(next.authTag, tag);
    await next.close();
  } finally {
    await controller[Symbol.asyncDispose]();
    await files.remove();
    await rm(dataDir, { recursive: true });
  }
});
