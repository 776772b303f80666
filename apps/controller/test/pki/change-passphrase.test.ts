import fs from "node:fs";
import path from "node:path";

import { decryptKey } from "@holdfast/certificates";
import { describe, expect, test } from "vitest";

import { openAdmin, type PassphraseSource, startController } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import { keyFilesIn } from "../kit/older-data-dir.js";
import { Program } from "../kit/process.js";
import { temporaryDirectory, testController } from "../kit/test-controller.js";

const OLD = "correct horse battery staple";
const NEW = "tidy purple elephant parade";
const giving =
  (passphrase: string): PassphraseSource =>
  async () =>
    passphrase;

/** The authorities' keys as they are on the disk, by the names of their files. */
function authoritiesKeys(dataDir: string): string[] {
  return keyFilesIn(dataDir)
    .filter((name) => name.startsWith("ca-"))
    .map((name) => fs.readFileSync(path.join(dataDir, name), "utf8"));
}

function opensBy(key: string, passphrase: string): boolean {
  try {
    return decryptKey(key, passphrase).includes("BEGIN PRIVATE KEY");
  } catch {
    return false;
  }
}

function fileWith(passphrase: string): string {
  const file = path.join(temporaryDirectory(), "passphrase");
  fs.writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  return file;
}

/** A data directory whose two authorities' keys are behind the old passphrase. */
async function rotating(): Promise<string> {
  const dataDir = temporaryDirectory();
  await using controller = await startController({ dataDir, caPassphrase: giving(OLD) });
  await controller.addMachine();
  await controller.rotateAuthority();
  return dataDir;
}

async function inPlain(): Promise<string> {
  const dataDir = temporaryDirectory();
  await (await startController({ dataDir }))[Symbol.asyncDispose]();
  return dataDir;
}

/** What a kill may come before: nothing of before is removed, it is written and synced, renamed, and so is that. */
const STEPS_OF_A_KEY = 4;

describe("the passphrase of the authority's key", () => {
  test("is changed for the next authority's too, and the old one opens neither", async () => {
    const dataDir = await rotating();
    using admin = openAdmin({ dataDir, caPassphrase: giving(OLD) });
    await admin.changeCaPassphrase({ passphrase: giving(NEW) });
    const keys = authoritiesKeys(dataDir);
    expect(keys.map((key) => [opensBy(key, OLD), opensBy(key, NEW)])).toEqual([
      [false, true],
      [false, true],
    ]);
    const machine = { tag: "machine-0" };
    await expect(admin.issueClientCertificate(machine)).rejects.toMatchObject({
      code: "ERR_CA_KEY",
    });
    using other = openAdmin({ dataDir, caPassphrase: giving(NEW) });
    await expect(other.issueClientCertificate(machine)).resolves.toBeDefined();
  });

  test("is changed by nobody who does not know it", async () => {
    const dataDir = await rotating();
    const before = authoritiesKeys(dataDir);
    for (const caPassphrase of [undefined, giving("some other passphrase")]) {
      using admin = openAdmin({ dataDir, caPassphrase });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(admin.changeCaPassphrase({ passphrase: giving(NEW) })).rejects.toMatchObject({
        code: "ERR_CA_KEY",
      });
    }
    expect(authoritiesKeys(dataDir)).toEqual(before);
  });

  test("is put before a key in plain, and taken away, by a command that says so", async () => {
    const dataDir = await inPlain();
    const change = ["ca", "change-passphrase", "--data-dir", dataDir];
    const [oldFile, newFile] = [fileWith(OLD), fileWith(NEW)];
    expect(await ran([...change, "--new-passphrase-file", oldFile])).toMatchObject({ code: 0 });
    expect(authoritiesKeys(dataDir).map((key) => opensBy(key, OLD))).toEqual([true]);
    const to = ["--ca-passphrase-file", oldFile, "--new-passphrase-command", `cat ${newFile}`];
    expect(await ran([...change, ...to])).toMatchObject({ code: 0 });
    expect(authoritiesKeys(dataDir).map((key) => opensBy(key, NEW))).toEqual([true]);
    const missing = await ran([...change, "--ca-passphrase-file", newFile]);
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("--in-plain") });
    const plain = ["--ca-passphrase-file", newFile, "--in-plain"];
    expect(await ran([...change, ...plain])).toMatchObject({ code: 0 });
    expect(authoritiesKeys(dataDir)).toEqual([expect.stringContaining("BEGIN PRIVATE KEY")]);
  });

  // Each passphrase that is tried takes a third of a second: one key is killed at each step, two once.
  test.each([
    ["each step of one key's", "in plain"],
    ["the step between two keys", "behind the old one"],
  ])("is changed by doing it again after a kill at %s", { timeout: 480_000 }, async (_at, kind) => {
    const one = kind === "in plain";
    const prepared = one ? await inPlain() : await rotating();
    const [oldFile, newFile] = [fileWith(OLD), fileWith(NEW)];
    const from = one ? [] : ["--ca-passphrase-file", oldFile];
    let steps = 0;
    for (let killed = true; killed;) {
      const step = one ? ++steps : STEPS_OF_A_KEY + 1;
      const dataDir = temporaryDirectory();
      fs.cpSync(prepared, dataDir, { recursive: true });
      const change = ["ca", "change-passphrase", "--data-dir", dataDir, ...from];
      const to = ["--new-passphrase-file", newFile];
      const program = new Program([...change, ...to], "", step);
      // oxlint-disable-next-line no-await-in-loop -- step after step
      killed = (await program.end()) === "SIGKILL";
      const changed = authoritiesKeys(dataDir).map((key) => opensBy(key, NEW));
      const halfway = changed.filter(Boolean).length === 1;
      expect(one || halfway, `step ${step}`).toBe(true);
      // oxlint-disable-next-line no-await-in-loop -- the same
      expect(await ran([...change, ...to]), `step ${step}`).toMatchObject({ code: 0 });
      for (const key of authoritiesKeys(dataDir)) expect(opensBy(key, NEW)).toBe(true);
      expect(fs.readdirSync(dataDir).filter((name) => name.endsWith(".new"))).toEqual([]);
      if (!one) return;
    }
    expect(steps).toBe(STEPS_OF_A_KEY + 1);
  });
});

describe("what waits for a passphrase", () => {
  /** Gives the old passphrase until it is told to give none, which it tells of. */
  function hanging(): { source: PassphraseSource; hang: () => Promise<void> } {
    const asked = Promise.withResolvers<void>();
    let hangs = false;
    return {
      source: async () => {
        if (!hangs) return OLD;
        asked.resolve();
        return await new Promise<never>(() => undefined);
      },
      hang: () => {
        hangs = true;
        return asked.promise;
      },
    };
  }

  test("does not keep a controller from stopping", async () => {
    const { source, hang } = hanging();
    const controller = await testController({ caPassphrase: source });
    const asked = hang();
    // Another address: the server's certificate is to be made anew.
    await controller.setApiAddresses(["192.0.2.7:17070"]);
    await asked;
    await expect(controller[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  test("ends with the start that is given up, which leaves the directory to others", async () => {
    const dataDir = temporaryDirectory();
    const { source, hang } = hanging();
    const asked = hang();
    const giveUp = new AbortController();
    const start = startController({ dataDir, caPassphrase: source, signal: giveUp.signal });
    await asked;
    giveUp.abort(new Error("the operator has thought better of it"));
    await expect(start).rejects.toThrow("thought better of it");
    await testController({ dataDir });
  });
});

test("a command that waits for another which changes the keys ends when it is told to", async () => {
  const dataDir = temporaryDirectory();
  await testController({ dataDir });
  const asked = Promise.withResolvers<void>();
  const first = new AbortController();
  using busy = openAdmin({
    dataDir,
    signal: first.signal,
    caPassphrase: () => {
      asked.resolve();
      return new Promise(() => undefined);
    },
  });
  const holding = busy.rotateAuthority();
  await asked.promise;
  const second = new AbortController();
  using admin = openAdmin({ dataDir, signal: second.signal });
  const waiting = admin.rotateAuthority();
  second.abort(new Error("Ctrl-C"));
  await expect(waiting).rejects.toThrow("Ctrl-C");
  first.abort(new Error("Ctrl-C there as well"));
  await expect(holding).rejects.toThrow("there as well");
});
