import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { type LogFields, silentLogger } from "@holdfast/ports";
import { describe, expect, test } from "vitest";

import { openAdmin, startController } from "../../src/index.js";
import { Program } from "../kit/process.js";
import { call, loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

const PASSWORD = "a password of twenty-four bytes";

describe("a data directory", () => {
  test("keeps everything over a restart, the port included", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    const { uuid } = await first.addModel({ name: "prod" });
    const machine = await first.addMachine({ model: uuid });
    await first.setLife({ ...machine, life: "dying" });
    await first[Symbol.asyncDispose]();
    const second = await testController({ dataDir });
    expect(second.address).toBe(first.address);
    expect(second.controllerUuid).toBe(first.controllerUuid);
    expect((await second.status()).models).toMatchObject([
      { name: "controller", agents: [] },
      { name: "prod", agents: [{ tag: "machine-0", life: "dying" }] },
    ]);
    await expect(loggedIn(second, uuid, machine)).resolves.toBeDefined();
  });

  test("is for its owner's eyes alone, every file of it", async () => {
    const dataDir = path.join(temporaryDirectory(), "new");
    await testController({ dataDir });
    expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700);
    const modes = fs
      .readdirSync(dataDir)
      .map((file) => (fs.statSync(path.join(dataDir, file)).mode & 0o777).toString(8));
    expect(new Set(modes)).toEqual(new Set(["600"]));
  });

  test("that others could have written into is not believed, by its command neither", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    await first[Symbol.asyncDispose]();
    const state = path.join(dataDir, "controller.sqlite");
    const refused = { code: "ERR_FILE_UNTRUSTED" };
    fs.chmodSync(state, 0o666);
    await expect(startController({ dataDir })).rejects.toMatchObject(refused);
    expect(() => openAdmin({ dataDir })).toThrow(expect.objectContaining(refused));
    fs.chmodSync(state, 0o600);
    fs.renameSync(state, `${state}.elsewhere`);
    fs.symlinkSync(`${state}.elsewhere`, state);
    await expect(startController({ dataDir })).rejects.toMatchObject(refused);
  });

  test("that others could read is closed to them, and that is said", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    await first[Symbol.asyncDispose]();
    const state = path.join(dataDir, "controller.sqlite");
    fs.chmodSync(state, 0o644);
    const warned: unknown[] = [];
    const logger = {
      ...silentLogger,
      warn: (message: string, fields?: LogFields) => void warned.push({ message, ...fields }),
    };
    await using again = await startController({ dataDir, logger });
    expect(again.address).toBe(first.address);
    expect(warned).toMatchObject([{ path: state, mode: "0644" }]);
    expect(fs.statSync(state).mode & 0o777).toBe(0o600);
  });

  test("holds no password, only what it hashes to", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const { password } = await controller.addMachine();
    const user = await controller.setUserPassword({ name: "admin" });
    await controller[Symbol.asyncDispose]();
    for (const file of fs.readdirSync(dataDir)) {
      const bytes = fs.readFileSync(path.join(dataDir, file));
      expect(bytes.includes(password)).toBe(false);
      expect(bytes.includes(user.password)).toBe(false);
    }
  });

  test("is one controller's at a time, in one process or two", async () => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    await expect(startController({ dataDir })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_IN_USE",
      message: expect.stringContaining(dataDir),
    });
  });

  test("can be opened by an operator while it runs and while it does not", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    using admin = openAdmin({ dataDir });
    expect(await admin.status()).toMatchObject({ running: true, address: controller.address });
    const machine = await admin.addMachine();
    await expect(loggedIn(controller, machine.model, machine)).resolves.toBeDefined();
    await controller[Symbol.asyncDispose]();
    expect(await admin.status()).toMatchObject({
      running: false,
      models: [{ agents: [{ tag: "machine-0" }] }],
    });
    const { password } = await admin.setAgentPassword(machine);
    const again = await testController({ dataDir });
    await expect(loggedIn(again, machine.model, { ...machine, password })).resolves.toBeDefined();
  });

  test("that holds no controller is named, and nothing is made in it", () => {
    const dataDir = temporaryDirectory();
    expect(() => openAdmin({ dataDir })).toThrow(
      expect.objectContaining({ code: "ERR_NOT_INITIALISED" }),
    );
    expect(fs.readdirSync(dataDir)).toEqual([]);
  });

  test("of a later version, or damaged, is refused and left as it is", async () => {
    const later = temporaryDirectory();
    const database = new DatabaseSync(path.join(later, "controller.sqlite"));
    database.exec("PRAGMA user_version = 99");
    database.close();
    await expect(startController({ dataDir: later })).rejects.toMatchObject({ code: "ERR_STATE" });
    const damaged = temporaryDirectory();
    const file = path.join(damaged, "controller.sqlite");
    fs.writeFileSync(file, "this is no database, however long one looks at it. ".repeat(100));
    const before = fs.readFileSync(file);
    await expect(startController({ dataDir: damaged })).rejects.toMatchObject({
      code: "ERR_STATE",
      message: expect.stringContaining(file),
    });
    expect(fs.readFileSync(file)).toEqual(before);
  });

  test("that cannot be one is refused with what to do", async () => {
    const file = path.join(temporaryDirectory(), "a-file");
    fs.writeFileSync(file, "");
    await expect(startController({ dataDir: path.join(file, "below") })).rejects.toMatchObject({
      code: "ERR_DATA_DIR",
    });
  });

  test("has the accepted password even where the controller is killed the moment it answers", async () => {
    const dataDir = temporaryDirectory();
    const program = new Program(["run", "--data-dir", dataDir, "--format", "json"]);
    await program.says('"ready":true');
    using admin = openAdmin({ dataDir });
    const machine = await admin.addMachine();
    const address = (await admin.status()).address ?? "";
    const peer = await loggedIn({ address, caCert: admin.caCert }, machine.model, machine);
    const changes = [{ tag: machine.tag, password: PASSWORD }];
    await expect(call(peer, "Agent", "SetPasswords", { changes })).resolves.toEqual({
      results: [{}],
    });
    program.child.kill("SIGKILL");
    expect(await program.end()).toBe("SIGKILL");
    // The kernel has let go of the lock, and nobody is connected any more.
    const again = await testController({ dataDir });
    expect(again.address).toBe(address);
    expect((await again.status()).models[0]?.agents[0]?.connectedSince).toBeUndefined();
    const changed = { ...machine, password: PASSWORD };
    await expect(loggedIn(again, machine.model, changed)).resolves.toBeDefined();
    await expect(loggedIn(again, machine.model, machine)).rejects.toMatchObject({
      code: "unauthorized access",
    });
  });
});

test("a machine's number is never given to another, even once it is gone", async () => {
  const controller = await testController();
  expect((await controller.addMachine()).tag).toBe("machine-0");
  const { tag } = await controller.addMachine();
  await controller.remove({ tag });
  expect((await controller.addMachine()).tag).toBe("machine-2");
  expect((await controller.addMachine({ id: "7/lxd/0" })).tag).toBe("machine-7-lxd-0");
  expect((await controller.addMachine()).tag).toBe("machine-8");
});
