import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { isChangedPassword } from "@holdfast/connect";
import { fromPlugin, type Outcome, Scene } from "@holdfast/connect-testkit";

import secretPlugin, { commandSource, fileSource, SecretError } from "../src/index.ts";

const secrets = ["the-first-secret-of-this-agent", "the-second-secret-of-this-agent"] as const;
let folder = "";
let file = "";

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-connect-secret-"));
  file = path.join(folder, "password");
});

after(() => rm(folder, { recursive: true }));

/** Plays a scene with the plugin, and ends it. (Node 22 cannot read `await using`.) */
async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await Scene.open(fromPlugin(secretPlugin, { file }));
  try {
    await play(scene);
  } finally {
    await scene[Symbol.asyncDispose]();
  }
}

function changed(outcome: Outcome): void {
  assert.ok(outcome.kind === "failed" && isChangedPassword(outcome.error), outcome.kind);
}

function connected(outcome: Outcome): void {
  assert.equal(outcome.kind, "connected", outcome.kind === "failed" ? String(outcome.error) : "");
}

describe("the secret manager's password", () => {
  test("takes the place of the one the agent was created with, on disk before the wire", () =>
    inScene(async (scene) => {
      await writeFile(file, `${secrets[0]}\n`);
      changed(await scene.connect());
      connected(await scene.connect());
      assert.equal(scene.controller.state.password, secrets[0]);
      assert.equal(scene.agent.record.password, secrets[0]);
      const kinds = scene.journal.entries.map((entry) => entry.kind);
      assert.ok(kinds.indexOf("durable") < kinds.indexOf("password-set"));
    }));

  test("is replaced when the manager has a new one, and the earlier one stays behind", () =>
    inScene(async (scene) => {
      await writeFile(file, secrets[0]);
      changed(await scene.connect());
      connected(await scene.connect());
      await writeFile(file, secrets[1]);
      changed(await scene.connect());
      connected(await scene.connect());
      assert.equal(scene.controller.state.password, secrets[1]);
      assert.equal(scene.agent.record.oldPassword, secrets[0]);
    }));

  test("is kept on disk where somebody else has told the controller", () =>
    inScene(async (scene) => {
      await writeFile(file, secrets[0]);
      scene.controller.state.password = secrets[0];
      connected(await scene.connect());
      assert.equal(scene.agent.record.password, secrets[0]);
      await rm(file);
      connected(await scene.connect());
    }));

  test("a request for the first one that comes late, after the second, locks nobody out", () =>
    inScene(async (scene) => {
      await writeFile(file, secrets[0]);
      changed(await scene.connect());
      await writeFile(file, secrets[1]);
      changed(await scene.connect());
      scene.controller.state.password = secrets[0];
      changed(await scene.connect());
      connected(await scene.connect());
      assert.equal(scene.controller.state.password, secrets[1]);
    }));

  test("is never said, whatever happens", () =>
    inScene(async (scene) => {
      await writeFile(file, secrets[0]);
      await scene.connect();
      scene.controller.state.password = "something else altogether";
      await scene.connect();
      const said =
        scene.log.lines.join("\n") + scene.errors.map((error) => String(error)).join("\n");
      assert.ok(!said.includes(secrets[0]));
    }));
});

describe("where the secret comes from", () => {
  test("a command's output is the secret, less the end of the line", async () => {
    const source = commandSource([process.execPath, "-p", JSON.stringify(secrets[0])], 60_000);
    assert.equal(await source.read(), secrets[0]);
  });

  test("a command that fails says nothing of what it printed", async () => {
    const script = `console.log("${secrets[0]}"); console.error("${secrets[0]}"); process.exit(3)`;
    const source = commandSource([process.execPath, "-e", script], 60_000);
    const error: unknown = await source.read().catch((reason: unknown) => reason);
    assert.ok(error instanceof SecretError);
    assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(secrets[0]));
    assert.match(error.message, /failed \(3\)/);
  });

  test("a command can be interrupted", async () => {
    const source = commandSource([process.execPath, "-e", "setInterval(() => {}, 1000)"], 60_000);
    const reason = new Error("shutting down");
    await assert.rejects(source.read(AbortSignal.abort(reason)), reason);
  });

  test("too short a secret is refused before any controller sees it", async () => {
    await writeFile(file, "short");
    await assert.rejects(fileSource(file).read(), SecretError);
  });

  test("options that fit neither a file nor a command are refused", async () => {
    const create = fromPlugin(secretPlugin, { path: file });
    await assert.rejects(Scene.open(create), { code: "ERR_PLUGIN_OPTIONS" });
  });
});
