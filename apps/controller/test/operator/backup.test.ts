import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import {
  backupController,
  openAdmin,
  restoreController,
  startController,
} from "../../src/index.js";
import { filesWith, keyFilesIn, olderDataDir } from "../kit/older-data-dir.js";
import { loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

describe("a backup", () => {
  test("of a running controller, restored elsewhere, is the same to its agents", async () => {
    const folder = temporaryDirectory();
    const first = await testController({ dataDir: path.join(folder, "first") });
    const { uuid } = await first.addModel({ name: "prod" });
    const machine = await first.addMachine({ model: uuid });
    const file = path.join(folder, "backup.sqlite");
    const caPassphrase = async (): Promise<string> => "correct horse battery staple";
    const source = path.join(folder, "first");
    const { keys } = await backupController({ dataDir: source, file, caPassphrase });
    expect(keys).toBe("encrypted");
    const later = await first.addMachine({ model: uuid });
    const { controllerUuid, caCert } = first;
    await first[Symbol.asyncDispose]();

    const dataDir = path.join(folder, "second");
    expect(restoreController({ dataDir, file })).toEqual({ controllerUuid, missingKeys: [] });
    const second = await testController({ dataDir, caPassphrase });
    expect(second).toMatchObject({ controllerUuid, caCert });
    await expect(loggedIn(second, uuid, machine)).resolves.toBeDefined();
    await expect(loggedIn(second, uuid, later)).rejects.toMatchObject({
      code: "unauthorized access",
    });
    expect(fs.readdirSync(folder).toSorted()).toEqual(["backup.sqlite", "first", "second"]);
  });

  test("holds no key but behind a passphrase, and is of use again once the key is beside it", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    const machine = await first.addMachine();
    const folder = temporaryDirectory();
    const file = path.join(folder, "backup.sqlite");
    expect(await backupController({ dataDir, file })).toEqual({ keys: "left out" });
    await first[Symbol.asyncDispose]();
    const [ca = ""] = keyFilesIn(dataDir);
    const key = fs.readFileSync(path.join(dataDir, ca), "utf8");
    expect(filesWith(folder, [key])).toEqual([]);
    const target = temporaryDirectory();
    const { missingKeys } = restoreController({ dataDir: target, file });
    expect(missingKeys).toEqual([path.join(target, ca)]);
    await expect(startController({ dataDir: target })).rejects.toMatchObject({
      code: "ERR_CA_KEY",
      message: expect.stringContaining(ca),
    });
    fs.copyFileSync(path.join(dataDir, ca), path.join(target, ca));
    const second = await testController({ dataDir: target });
    expect(second.caCert).toBe(first.caCert);
    await expect(loggedIn(second, machine.model, machine)).resolves.toBeDefined();
  });

  test("of before, with a key in plain, is restored with the key in its own file", async () => {
    const dataDir = temporaryDirectory();
    const { caCert, keys } = await olderDataDir(dataDir);
    const target = temporaryDirectory();
    const file = path.join(dataDir, "controller.sqlite");
    expect(restoreController({ dataDir: target, file })).toMatchObject({ missingKeys: [] });
    expect(filesWith(target, keys)).toEqual(keyFilesIn(target));
    expect((await testController({ dataDir: target })).caCert).toBe(caCert);
  });

  test("is its owner's alone, whatever the umask, and never over another file", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const file = path.join(temporaryDirectory(), "backup.sqlite");
    const before = process.umask(0);
    try {
      await backupController({ dataDir, file });
    } finally {
      process.umask(before);
    }
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    await expect(backupController({ dataDir, file })).rejects.toMatchObject({
      code: "ERR_ALREADY_EXISTS",
    });
  });

  test("that cannot be written says so, and leaves nothing", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const file = path.join(dataDir, "none", "backup.sqlite");
    await expect(backupController({ dataDir, file })).rejects.toMatchObject({
      code: "ERR_BACKUP",
      message: expect.stringContaining("ENOENT"),
    });
  });
});

describe("a restore", () => {
  test("into a directory that holds a controller is refused, and changes nothing", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const file = path.join(temporaryDirectory(), "backup.sqlite");
    await backupController({ dataDir, file });
    expect(() => restoreController({ dataDir, file })).toThrow(
      expect.objectContaining({ code: "ERR_DATA_DIR_IN_USE" }),
    );
    await controller[Symbol.asyncDispose]();
    expect(() => restoreController({ dataDir, file })).toThrow(
      expect.objectContaining({ code: "ERR_ALREADY_EXISTS" }),
    );
    using admin = openAdmin({ dataDir });
    expect(admin.controllerUuid).toBe(controller.controllerUuid);
  });

  test.each([
    ["something else", "ERR_STATE", () => Buffer.from("no database at all, ".repeat(100))],
    ["half of one", "ERR_STATE", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ["an empty file", "ERR_STATE", () => Buffer.alloc(0)],
  ])("of %s is refused, and leaves the directory as it was", async (_what, code, spoil) => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const file = path.join(temporaryDirectory(), "backup.sqlite");
    await backupController({ dataDir, file });
    fs.writeFileSync(file, spoil(fs.readFileSync(file)));
    const target = temporaryDirectory();
    expect(() => restoreController({ dataDir: target, file })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(fs.readdirSync(target)).toEqual(["controller.lock"]);
  });
});
