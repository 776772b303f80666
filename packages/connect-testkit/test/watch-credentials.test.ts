import { once } from "node:events";

import {
  ApiInfoMissingError,
  type Connection,
  type ConnectStrategy,
  type CredentialsReplaced,
  isChangedPassword,
  watchCredentials,
} from "@holdfast/connect";
import { expect, test } from "vitest";

import { Scene } from "../src/index.js";

/** A scene with an agent whose strategy watches its credentials, and the connection that it got. */
async function connected(
  replaced: CredentialsReplaced,
): Promise<{ scene: Scene; connection: Connection } & AsyncDisposable> {
  const strategy: ConnectStrategy = {
    async connect(agent, apiOpen, signal) {
      const info = agent.currentConfig().apiInfo();
      if (info === undefined) throw new ApiInfoMissingError();
      return watchCredentials(await apiOpen(info, {}, signal), replaced);
    },
  };
  const scene = await Scene.open(() => strategy, { credentials: "settled" });
  const outcome = await scene.connect();
  if (outcome.kind === "failed") throw outcome.error;
  const { connection } = outcome;
  return { scene, connection, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() };
}

/** Waits for ever, or until it is interrupted; says whether it was. */
function endless(): {
  readonly replaced: CredentialsReplaced;
  readonly interrupted: () => boolean;
} {
  let was = false;
  return {
    interrupted: () => was,
    replaced: async (signal) => {
      await once(signal, "abort");
      was = true;
      throw signal.reason;
    },
  };
}

test("replaced credentials end the connection with a changed password, and it can still be closed", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using place = await connected(() => promise);
  const { connection, scene } = place;
  expect(connection.broken.aborted).toBe(false);
  resolve();
  if (!connection.broken.aborted) await once(connection.broken, "abort");
  expect(isChangedPassword(connection.broken.reason)).toBe(true);
  expect(await connection.isBroken()).toBe(true);
  await connection.close();
  await scene.controller.idle();
});

test("while they are good it is the connection that it was given", async () => {
  const { replaced } = endless();
  await using place = await connected(replaced);
  const { connection, scene } = place;
  expect(connection.authTag).toBe(scene.agent.record.tag);
  expect(connection.addr).toBe(scene.controller.address);
  expect(await connection.isBroken()).toBe(false);
  await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
});

test("a watch that fails breaks the connection, with its error as the reason", async () => {
  const failure = new Error("the vault is gone");
  const { promise, reject } = Promise.withResolvers<void>();
  await using place = await connected(() => promise);
  reject(failure);
  if (!place.connection.broken.aborted) await once(place.connection.broken, "abort");
  expect(place.connection.broken.reason).toBe(failure);
});

test("closing interrupts the watch, and waits for it", async () => {
  const { replaced, interrupted } = endless();
  await using place = await connected(replaced);
  await place.connection.close();
  expect(interrupted()).toBe(true);
  expect(isChangedPassword(place.connection.broken.reason)).toBe(false);
  await place.scene.controller.idle();
});

test("a connection that breaks interrupts the watch, and keeps its own reason", async () => {
  const { replaced, interrupted } = endless();
  await using place = await connected(replaced);
  const { connection, scene } = place;
  scene.controller.answer("Pinger.Ping", (request) => request.cut());
  const call = connection.call({ facade: "Pinger", version: 1, method: "Ping" });
  const reason: unknown = await call.catch((error: unknown) => error);
  if (!connection.broken.aborted) await once(connection.broken, "abort");
  expect(connection.broken.reason).toBe(reason);
  await connection.close();
  expect(interrupted()).toBe(true);
});

test("a watch that does not listen keeps no connection open", async () => {
  const stubborn = Promise.withResolvers<void>();
  await using place = await connected(() => stubborn.promise);
  const closed = place.connection.close().catch((error: unknown) => error);
  // While the watch goes on, the controller sees the connection go.
  await expect(place.scene.controller.idle()).resolves.toBeUndefined();
  // It is not waited for, but named, and told to whoever closes.
  expect(await closed).toMatchObject({ code: "ERR_CREDENTIALS_WATCH_STUCK" });
  stubborn.resolve();
});
