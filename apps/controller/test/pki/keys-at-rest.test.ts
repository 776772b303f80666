import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import {
  openAdmin,
  passphraseFromCommand,
  passphraseFromFile,
  startController,
} from "../../src/index.js";
import { filesWith, keyFilesIn, olderDataDir } from "../kit/older-data-dir.js";
import { Program } from "../kit/process.js";
import { loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

const PASSPHRASE = "correct horse battery staple";

describe("the keys of a controller", () => {
  test("are in files of their own, of mode 0600, and nowhere else", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const files = keyFilesIn(dataDir);
    expect(files).toEqual([
      expect.stringMatching(/^ca-[0-9a-f]{32}\.pem$/u),
      expect.stringMatching(/^server-[0-9a-f]{32}\.pem$/u),
    ]);
    const keys = files.map((name) => fs.readFileSync(path.join(dataDir, name), "utf8"));
    expect(filesWith(dataDir, keys)).toEqual(files);
    for (const name of files)
      expect(fs.statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600);
  });

  test("that others could have written are not believed; that others could read are closed", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    await first[Symbol.asyncDispose]();
    const file = path.join(dataDir, keyFilesIn(dataDir)[0] ?? "");
    fs.chmodSync(file, 0o622);
    await expect(startController({ dataDir })).rejects.toMatchObject({
      code: "ERR_FILE_UNTRUSTED",
    });
    fs.chmodSync(file, 0o644);
    await testController({ dataDir });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  test("of an authority whose file is gone are told of, with the file's name", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    await first[Symbol.asyncDispose]();
    for (const name of keyFilesIn(dataDir)) fs.rmSync(path.join(dataDir, name));
    await expect(startController({ dataDir })).rejects.toMatchObject({
      code: "ERR_CA_KEY",
      message: expect.stringMatching(/ca-[0-9a-f]{32}\.pem/u),
    });
  });
});

describe("keys in a database of before", () => {
  test("are moved into files, and no trace of them stays in the database", async () => {
    const dataDir = temporaryDirectory();
    const { caCert, keys } = await olderDataDir(dataDir);
    expect(filesWith(dataDir, keys)).toContain("controller.sqlite");
    const controller = await testController({ dataDir });
    expect(controller.caCert).toBe(caCert);
    const machine = await controller.addMachine();
    await expect(loggedIn(controller, machine.model, machine)).resolves.toBeDefined();
    expect(filesWith(dataDir, keys)).toEqual(keyFilesIn(dataDir));
  });

  test("are moved by an operator's command as well", async () => {
    const dataDir = temporaryDirectory();
    const { keys } = await olderDataDir(dataDir);
    openAdmin({ dataDir })[Symbol.dispose]();
    expect(filesWith(dataDir, keys)).toEqual(keyFilesIn(dataDir));
  });

  test("are wiped later where another process keeps the database busy now", async () => {
    const dataDir = temporaryDirectory();
    const { keys } = await olderDataDir(dataDir);
    const { DatabaseSync } = await import("node:sqlite");
    const reader = new DatabaseSync(path.join(dataDir, "controller.sqlite"));
    reader.exec("BEGIN; SELECT count(*) FROM settings");
    openAdmin({ dataDir })[Symbol.dispose]();
    expect(keyFilesIn(dataDir)).toHaveLength(2);
    reader.close();
    openAdmin({ dataDir })[Symbol.dispose]();
    expect(filesWith(dataDir, keys)).toEqual(keyFilesIn(dataDir));
  });

  test("survive a kill at each step of the move", { timeout: 180_000 }, async () => {
    const prepared = temporaryDirectory();
    const { caCert, keys } = await olderDataDir(prepared);
    let steps = 0;
    for (let killed = true; killed;) {
      const step = ++steps;
      const dataDir = temporaryDirectory();
      fs.cpSync(prepared, dataDir, { recursive: true });
      const program = new Program(["status", "--data-dir", dataDir], "", step);
      killed = (await program.end()) === "SIGKILL";
      await using controller = await startController({ dataDir });
      expect(controller.caCert, `step ${step}`).toBe(caCert);
      expect(filesWith(dataDir, keys), `step ${step}`).toEqual(keyFilesIn(dataDir));
      expect(keyFilesIn(dataDir), `step ${step}`).toHaveLength(2);
    }
    expect(steps).toBeGreaterThan(8);
  });
});

describe("a passphrase", () => {
  const inFile = (): string => {
    const file = path.join(temporaryDirectory(), "passphrase");
    fs.writeFileSync(file, `${PASSPHRASE}\n`, { mode: 0o600 });
    return file;
  };
  const caKey = (dataDir: string): string =>
    fs.readFileSync(path.join(dataDir, keyFilesIn(dataDir)[0] ?? ""), "utf8");

  test("is put before a key that has none, and is then needed to sign, not to serve", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    const machine = await first.addMachine();
    await first[Symbol.asyncDispose]();
    expect(caKey(dataDir)).toContain("BEGIN PRIVATE KEY");
    const caPassphrase = passphraseFromFile(inFile());
    const second = await testController({ dataDir, caPassphrase });
    expect(caKey(dataDir)).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    await expect(second.issueClientCertificate(machine)).resolves.toBeDefined();
    await second[Symbol.asyncDispose]();
    const third = await testController({ dataDir });
    await expect(loggedIn(third, machine.model, machine)).resolves.toBeDefined();
    await expect(third.issueClientCertificate(machine)).rejects.toMatchObject({
      code: "ERR_CA_KEY",
      message: expect.stringContaining("--ca-passphrase-file"),
    });
    using admin = openAdmin({ dataDir, caPassphrase });
    await expect(admin.issueClientCertificate(machine)).resolves.toBeDefined();
    // Another authority's key is never in plain, nor behind another passphrase, unasked.
    const other = openAdmin({ dataDir, caPassphrase: async () => "another passphrase" });
    for (const without of [third, other]) {
      await expect(without.rotateAuthority()).rejects.toMatchObject({ code: "ERR_CA_KEY" });
    }
    other[Symbol.dispose]();
    await admin.rotateAuthority();
    const keys = keyFilesIn(dataDir).map((name) =>
      fs.readFileSync(path.join(dataDir, name), "utf8"),
    );
    expect(keys.filter((key) => key.includes("ENCRYPTED"))).toHaveLength(2);
  });

  test("that is wrong, short, or not to be had is an error that does not tell it", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir, caPassphrase: passphraseFromFile(inFile()) });
    const machine = await first.addMachine();
    const failure = async (command: string): Promise<unknown> => {
      using admin = openAdmin({ dataDir, caPassphrase: passphraseFromCommand(command) });
      try {
        await admin.issueClientCertificate(machine);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    expect(await failure(`echo ${PASSPHRASE}`)).toBeUndefined();
    for (const command of [
      "echo another passphrase",
      "echo short",
      "echo a secret in vain; exit 3",
    ]) {
      const error = await failure(command);
      expect(error).toMatchObject({ code: "ERR_CA_KEY" });
      expect(String(error)).not.toMatch(/another passphrase\b.*another|short\b|in vain/u);
    }
    const unreadable = passphraseFromFile(path.join(dataDir, "none"));
    await expect(unreadable()).rejects.toMatchObject({ code: "ERR_CA_KEY" });
    const open = inFile();
    fs.chmodSync(open, 0o666);
    await expect(passphraseFromFile(open)()).rejects.toMatchObject({ code: "ERR_FILE_UNTRUSTED" });
  });
});
