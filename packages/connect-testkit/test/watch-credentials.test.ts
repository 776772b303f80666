import { once } from "node:events";

import {
  ApiInfoMissingError,
  type Connection,
  type ConnectStrategy,
  type CredentialsReplaced,
  isChangedPassword,
  renewCredentials,
  sleep,
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

test("a renewal goes on beside the connection, which stays as it is, and ends with it", async () => {
  let renewed = 0;
  let ended = false;
  await using scene = await Scene.open(
    ({ clock }) => ({
      async connect(agent, apiOpen, signal) {
        const info = agent.currentConfig().apiInfo();
        if (info === undefined) throw new ApiInfoMissingError();
        return renewCredentials(await apiOpen(info, {}, signal), async (closing) => {
          closing.addEventListener("abort", () => (ended = true), { once: true });
          for (;;) {
            await sleep(60_000, { clock, signal: closing });
            renewed++;
          }
        });
      },
    }),
    { credentials: "settled" },
  );
  const outcome = await scene.connect();
  if (outcome.kind === "failed") throw outcome.error;
  await scene.clock.advance(180_000);
  expect(renewed).toBe(3);
  expect(outcome.connection.broken.aborted).toBe(false);
  await outcome.connection.close();
  expect(ended).toBe(true);
  expect(scene.clock.pending).toBe(0);
});

test("a renewal that is done leaves the connection open; one that fails breaks it", async () => {
  const failure = new Error("the issuer knows us no more");
  const [fails, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const works = [fails.promise, goesOn.promise];
  await using scene = await Scene.open(
    () => ({
      async connect(agent, apiOpen, signal) {
        const info = agent.currentConfig().apiInfo();
        if (info === undefined) throw new ApiInfoMissingError();
        return renewCredentials(await apiOpen(info, {}, signal), async () => works.shift());
      },
    }),
    { credentials: "settled" },
  );
  const [broken, open] = [await scene.connect(), await scene.connect()];
  if (broken.kind === "failed" || open.kind === "failed") throw new Error("no connection");
  goesOn.resolve();
  fails.reject(failure);
  if (!broken.connection.broken.aborted) await once(broken.connection.broken, "abort");
  expect(broken.connection.broken.reason).toBe(failure);
  expect(open.connection.broken.aborted).toBe(false);
});
