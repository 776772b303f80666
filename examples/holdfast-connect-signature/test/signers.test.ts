import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { fromPlugin, Scene } from "@holdfast/connect-testkit";

import signaturePlugin, { commandSigner, SignerError, sshAgentSigner } from "../src/index.ts";
import { challengeBy, isSignedBy } from "./controller-side.ts";
import { SmallAgent } from "./small-agent.ts";

const data = Buffer.from("what is to be signed");
let folder = "";

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-signers-"));
});

after(() => rm(folder, { recursive: true }));

const has = (program: string): boolean => spawnSync(program, ["-?"]).error === undefined;
const missing = ["ssh-agent", "ssh-add", "ssh-keygen"].filter((program) => !has(program));
const skip = missing.length > 0 && `needs ${missing.join(", ")} (Debian package: openssh-client)`;

describe("an SSH agent", () => {
  test("that is OpenSSH's own logs the agent in, by a key that it holds", { skip }, async () => {
    const [socket, key] = [path.join(folder, "socket"), path.join(folder, "key")];
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    try {
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync("ssh-add", ["-q", key], { env, stdio: "ignore" });
      const publicKey = await readFile(`${key}.pub`, "utf8");
      await rm(key); // the agent alone has it from now on
      const options = { sshAgent: socket, publicKey };
      const scene = await Scene.open(
        fromPlugin(signaturePlugin, options),
        {},
        {
          credentials: ({ controller }) => challengeBy(controller, publicKey),
        },
      );
      try {
        const outcome = await scene.connect();
        assert.equal(outcome.kind, "connected");
      } finally {
        await scene[Symbol.asyncDispose]();
      }
    } finally {
      agent.kill();
      await once(agent, "exit");
    }
  });

  test("that does not hold the key says what to do", async () => {
    const [one, other] = [await SmallAgent.start(), await SmallAgent.start()];
    try {
      const signer = sshAgentSigner(one.socketPath, other.publicKey);
      await assert.rejects(signer.sign(data), /ssh-add -L/);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });

  test("that is not there is a SignerError", async () => {
    const agent = await SmallAgent.start();
    const signer = sshAgentSigner(agent.socketPath, agent.publicKey);
    assert.ok(isSignedBy(agent.publicKey, data, await signer.sign(data)));
    await agent.close();
    await assert.rejects(signer.sign(data), SignerError);
  });
});

describe("a program that signs", () => {
  async function program(body: string): Promise<string[]> {
    const file = path.join(folder, `signer-${Math.random()}.mjs`);
    await writeFile(file, body);
    return [process.execPath, file];
  }

  test("gets the data, and its output is the signature", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const pem = JSON.stringify(privateKey.export({ type: "pkcs8", format: "pem" }));
    const command = await program(
      `import { sign } from "node:crypto"; import { readFileSync } from "node:fs";
       console.log(sign(null, readFileSync(0), ${pem}).toString("base64"));`,
    );
    const signature = await commandSigner(command, "k", 60_000).sign(data);
    const { verify } = await import("node:crypto");
    assert.ok(verify(null, data, publicKey, signature));
  });

  test("that fails says nothing of what it printed", async () => {
    const command = await program("console.log('a secret'); process.exit(3);");
    const error: unknown = await commandSigner(command, "k", 60_000)
      .sign(data)
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof SignerError);
    assert.match(error.message, /failed \(3\)/);
    assert.ok(!String(error.cause).includes("a secret"));
  });

  test("can be interrupted", async () => {
    const command = await program("setInterval(() => {}, 1000);");
    const stop = new AbortController();
    const signing = commandSigner(command, "k", 60_000).sign(data, stop.signal);
    const reason = new Error("shutting down");
    stop.abort(reason);
    await assert.rejects(signing, reason);
  });
});

test("a challenge that may have been signed before is not signed", async () => {
  const agent = await SmallAgent.start();
  const { socketPath: sshAgent, publicKey } = agent;
  const scene = await Scene.open(fromPlugin(signaturePlugin, { sshAgent, publicKey }));
  try {
    scene.controller.answer("Admin.Challenge", () => ({ challenge: "c2hvcnQ=" }));
    const outcome = await scene.connect();
    assert.match(String(outcome.kind === "failed" && outcome.error), /at least 16 bytes/);
  } finally {
    await scene[Symbol.asyncDispose]();
    await agent.close();
  }
});
