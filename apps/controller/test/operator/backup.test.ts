import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { backupController, openAdmin, restoreController } from "../../src/index.js";
import { loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

describe("a backup", () => {
  test("of a running controller, restored elsewhere, is the same to its agents", async () => {
    const folder = temporaryDirectory();
    const first = await testController({ dataDir: path.join(folder, "first") });
    const { uuid } = first.addModel({ name: "prod" });
    const machine = first.addMachine({ model: uuid });
    const file = path.join(folder, "backup.sqlite");
    backupController({ dataDir: path.join(folder, "first"), file });
    const later = first.addMachine({ model: uuid });
    const { controllerUuid, caCert } = first;
    await first[Symbol.asyncDispose]();

    const dataDir = path.join(folder, "second");
    expect(restoreController({ dataDir, file })).toEqual({ controllerUuid });
    const second = await testController({ dataDir });
    expect(second).toMatchObject({ controllerUuid, caCert });
    await expect(loggedIn(second, uuid, machine)).resolves.toBeDefined();
    await expect(loggedIn(second, uuid, later)).rejects.toMatchObject({
      code: "unauthorized access",
    });
    expect(fs.readdirSync(folder).toSorted()).toEqual(["backup.sqlite", "first", "second"]);
  });

  test("is its owner's alone, whatever the umask, and never over another file", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const file = path.join(temporaryDirectory(), "backup.sqlite");
    const before = process.umask(0);
    try {
      backupController({ dataDir, file });
    } finally {
      process.umask(before);
    }
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(() => backupController({ dataDir, file })).toThrow(
      expect.objectContaining({ code: "ERR_ALREADY_EXISTS" }),
    );
  });

  test("that cannot be written says so, and leaves nothing", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const file = path.join(dataDir, "none", "backup.sqlite");
    expect(() => backupController({ dataDir, file })).toThrow(
      expect.objectContaining({ code: "ERR_BACKUP", message: expect.stringContaining("ENOENT") }),
    );
  });
});

describe("a restore", () => {
  test("into a directory that holds a controller is refused, and changes nothing", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const file = path.join(temporaryDirectory(), "backup.sqlite");
    backupController({ dataDir, file });
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
    backupController({ dataDir, file });
    fs.writeFileSync(file, spoil(fs.readFileSync(file)));
    const target = temporaryDirectory();
    expect(() => restoreController({ dataDir: target, file })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(fs.readdirSync(target)).toEqual(["controller.lock"]);
  });
});
