import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { type Connection, isChangedPassword } from "@holdfast/connect";
import { fromPlugin, Scene } from "@holdfast/connect-testkit";

import secretPlugin from "../src/index.ts";

const secrets = ["the-first-secret-of-this-agent", "the-second-secret-of-this-agent"] as const;
const interval = 60_000;
let folder = "";
let file = "";

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-connect-secret-"));
  file = path.join(folder, "password");
});

after(() => rm(folder, { recursive: true }));

/** Plays a scene in which the agent is connected with the first secret. */
async function connected(
  options: object,
  play: (scene: Scene, connection: Connection) => Promise<void>,
): Promise<void> {
  const scene = await Scene.open(fromPlugin(secretPlugin, options));
  try {
    await writeFile(file, secrets[0]);
    await scene.connect();
    const outcome = await scene.connect();
    assert.ok(outcome.kind === "connected");
    await play(scene, outcome.connection);
  } finally {
    await scene[Symbol.asyncDispose]();
  }
}

async function broken({ broken: signal }: Connection): Promise<unknown> {
  if (!signal.aborted) await once(signal, "abort");
  return signal.reason;
}

/** Lets one interval pass, and the look at the secret that follows. */
async function oneLook({ clock }: Scene): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = clock.subscribe(resolve);
  await clock.advance(interval);
  await promise;
  unsubscribe();
}

describe("a connection that stays open", () => {
  for (const [from, options] of [
    ["a file", () => ({ file })],
    [
      "a command",
      () => ({
        command: [
          process.execPath,
          "-p",
          `require("fs").readFileSync(${JSON.stringify(file)}, "utf8")`,
        ],
      }),
    ],
  ] as const) {
    test(`takes new secrets from ${from}, one after the other, and stays open`, () =>
      connected(options(), async (scene, connection) => {
        const logins = scene.journal.count("Admin.Login");
        let before: string = secrets[0];
        for (const secret of [secrets[1], "the-third-secret-of-this-agent"]) {
          await writeFile(file, secret);
          await scene.clock.advance(interval);
          await scene.journal.until(() => scene.controller.state.password === secret);
          while (scene.clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
          assert.equal(scene.agent.record.password, secret);
          assert.equal(scene.agent.record.oldPassword, before);
          before = secret;
        }
        assert.equal(connection.broken.aborted, false);
        await connection.close();
        assert.equal((await scene.connect()).kind, "connected");
        assert.equal(scene.journal.count("Admin.Login"), logins + 1, "no login was refused");
      }));
  }

  test("is left alone while the secret stays as it is, or is away for a while", () =>
    connected({ file }, async (scene, connection) => {
      await oneLook(scene);
      await rm(file);
      await oneLook(scene);
      await oneLook(scene);
      await writeFile(file, secrets[0]);
      await oneLook(scene);
      assert.equal(connection.broken.aborted, false);
      const told = scene.log.lines.filter((line) => line.includes("no secret to be had"));
      assert.equal(told.length, 1);
    }));

  test("breaks where the new secret cannot be brought to the controller, and the next one can", () =>
    connected({ file }, async (scene, connection) => {
      scene.controller.answer("Agent.SetPasswords", (request) => request.cut());
      await writeFile(file, secrets[1]);
      await scene.clock.advance(interval);
      assert.ok(!isChangedPassword(await broken(connection)));
      scene.controller.restore("Agent.SetPasswords");
      assert.equal(scene.agent.record.oldPassword, secrets[0]);
      await scene.connect();
      assert.equal((await scene.connect()).kind, "connected");
      assert.equal(scene.controller.state.password, secrets[1]);
    }));

  test("can be closed while it waits, at once", () =>
    connected({ file }, async (scene, connection) => {
      await connection.close();
      assert.equal(scene.clock.pending, 0);
    }));
});
