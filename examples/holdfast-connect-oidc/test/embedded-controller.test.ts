import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

import { apiOpen } from "@holdfast/api-open";
import { defaultConnectPolicy, silentLogger } from "@holdfast/connect";
import { MemoryAgent, SceneClock } from "@holdfast/connect-testkit";
import { startController } from "@holdfast/controller";

import { OidcConnect, TokenKeeper, tokenRequest } from "../src/index.ts";
import { Issuer } from "./issuer.ts";

const clientSecret = "what-the-issuer-gave-to-machine-0";
const issuer = await Issuer.start({ "agent-0": clientSecret });
after(() => issuer.close());

test("Holdfast's own controller admits the machine by its issuer's token, and the connection outlasts it", async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "holdfast-controller-"));
  const shown: string[] = [];
  const controller = await startController({
    dataDir,
    identityProvider: {
      async sessionToken(token) {
        shown.push(token);
        return (await issuer.clientOf(token)) === "agent-0" ? "machine-0" : undefined;
      },
    },
  });
  try {
    const { uuid } = await controller.addModel({ name: "default" });
    const { nonce } = await controller.addMachine({ id: "0", model: uuid });
    const agent = new MemoryAgent({
      tag: "machine-0",
      nonce,
      caCert: controller.caCert,
      model: `model-${uuid}`,
      controller: `controller-${controller.controllerUuid}`,
      password: "",
      oldPassword: "",
      apiAddresses: [controller.address],
    });
    const clock = new SceneClock(Date.now());
    const ports = {
      clock,
      logger: silentLogger,
      policy: defaultConnectPolicy,
      random: Math.random,
    };
    const client = { issuer: issuer.url, clientId: "agent-0", clientSecret, timeout: 20_000 };
    const tokens = new TokenKeeper(tokenRequest(client), { renewAfter: 2 / 3 }, ports);
    const connection = await new OidcConnect(tokens, ports).connect(agent, apiOpen);
    assert.equal(connection.authTag, "machine-0");

    // Half an hour, three lives of a token.
    const before = issuer.tokens.length;
    for (let minute = 0; minute < 30; minute++) {
      await clock.advance(60_000);
      while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(issuer.tokens.length >= before + 3, `${issuer.tokens.length - before} renewals`);
    assert.equal(connection.broken.aborted, false);
    const stream = await connection.connectStream("/logsink", { query: { version: "1" } });
    await stream.close();
    assert.equal(shown.at(-1), issuer.tokens.at(-1));
    assert.notEqual(shown[0], shown.at(-1));
    await connection.close();
    assert.equal(clock.pending, 0);
  } finally {
    await controller[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  }
});
