import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { openAdmin } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import { Program } from "../kit/process.js";
import { loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

describe("controller run", () => {
  test("says where it is ready, and ends with 0 when it is told to stop", async () => {
    const dataDir = temporaryDirectory();
    const program = new Program(["run", "--data-dir", dataDir]);
    await program.says("is ready at 127.0.0.1:");
    program.child.kill("SIGTERM");
    expect(await program.end()).toBe(0);
    using admin = openAdmin({ dataDir });
    expect(program.out).toBe(
      `controller ${admin.controllerUuid} is ready at ${(await admin.status()).address}\n`,
    );
  });

  test("says it in JSON to a supervisor, on the port it had last time", async () => {
    const dataDir = temporaryDirectory();
    const lines = [];
    for (const args of [[], ["--listen", "127.0.0.1:0"]]) {
      const program = new Program(["run", "--data-dir", dataDir, "--format", "json", ...args]);
      await program.says("\n");
      program.child.kill("SIGINT");
      expect(await program.end()).toBe(0);
      lines.push(program.out);
    }
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ ready: true });
    expect(lines[1]).toBe(lines[0]);
  });

  test.each(["json", "journal"])("says it as a line of a log in %s", async (format) => {
    const dataDir = temporaryDirectory();
    const program = new Program(["run", "--data-dir", dataDir, "--log-format", format]);
    await program.logs("ready at 127.0.0.1:");
    program.child.kill("SIGTERM");
    expect(await program.end()).toBe(0);
    expect(program.out).toBe("");
    for (const line of program.err.trimEnd().split("\n")) {
      expect(JSON.parse(line.replace(/^<6>/u, ""))).toMatchObject({ program: "controller" });
    }
  });

  test("tells systemd that it lives, where it listens once agents can connect, and that it stops", async () => {
    const folder = temporaryDirectory();
    const heard = path.join(folder, "heard");
    // What systemd would hear.
    const notify = `#!/bin/sh\necho "$@" >> '${heard}'\n`;
    fs.writeFileSync(path.join(folder, "systemd-notify"), notify, { mode: 0o755 });
    const program = new Program(["run", "--data-dir", temporaryDirectory()], "", undefined, {
      PATH: `${folder}:${process.env["PATH"] ?? ""}`,
      NOTIFY_SOCKET: "/run/systemd/notify",
      WATCHDOG_USEC: "60000000",
    });
    await program.says("is ready at ");
    const [, address] = /is ready at (\S+)/u.exec(program.out) ?? [];
    program.child.kill("SIGTERM");
    expect(await program.end()).toBe(0);
    // The last word goes on its way by itself.
    const words = (): readonly string[] => fs.readFileSync(heard, "utf8").trimEnd().split("\n");
    await expect
      .poll(words)
      .toEqual([
        "WATCHDOG=1",
        `READY=1 STATUS=listening at ${address}`,
        "STOPPING=1 STATUS=stopping",
      ]);
  });

  // What passes by itself is worth another try: 2 is what nothing but an edit helps with.
  test("ends with 1 and one line where another has the directory, the port, or the address", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const same = await ran(["run", "--data-dir", dataDir]);
    expect(same).toMatchObject({ code: 1, out: "" });
    expect(same.err).toMatch(/^error ERR_DATA_DIR_IN_USE: [^\n]*\n$/u);
    const other = ["run", "--data-dir", temporaryDirectory(), "--listen", controller.address];
    const port = await ran(other);
    expect(port).toMatchObject({ code: 1, out: "" });
    expect(port.err).toMatch(/^error ERR_PORT_IN_USE: [^\n]*--listen[^\n]*\n$/u);
    const foreign = ["run", "--data-dir", temporaryDirectory(), "--listen", "192.0.2.1:0"];
    const address = await ran(foreign);
    expect(address).toMatchObject({ code: 1, out: "" });
    expect(address.err).toMatch(/^error ERR_LISTEN: [^\n]*no such address now[^\n]*\n$/u);
  });

  test.each([
    [["run"], "ERR_MISSING_OPTION"],
    [["run", "--data-dir", "/dev/null/x"], "ERR_DATA_DIR"],
    [["run", "--data-dir", "DIR", "--listen", "nowhere"], "ERR_LISTEN_ADDRESS"],
    [["run", "--data-dir", "DIR", "--listen", "example.com:80"], "ERR_LISTEN_ADDRESS"],
    [["run", "--data-dir", "DIR", "--listen", "127.0.0.1:99999"], "ERR_LISTEN_ADDRESS"],
    [["status", "--data-dir", "DIR"], "ERR_NOT_INITIALISED"],
    [["add-model", "prod", "--data-dir", "DIR"], "ERR_NOT_INITIALISED"],
    [["fly"], "ERR_UNKNOWN_COMMAND"],
  ])("refuses %j with 2 and %s", async (args, code) => {
    const dataDir = path.join(temporaryDirectory(), "controller");
    const {
      code: exit,
      err,
      out,
    } = await ran(args.map((word) => (word === "DIR" ? dataDir : word)));
    expect(err).toMatch(new RegExp(`^error ${code}: [^\\n]*\\n$`, "u"));
    expect([exit, out]).toEqual([2, ""]);
  });
});

describe("the commands of an operator", () => {
  test("work on a controller that runs in another process", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const dir = ["--data-dir", dataDir];
    const json = ["--format", "json"];
    const model = await ran(["add-model", "prod", ...dir]);
    expect(model).toMatchObject({ code: 0, err: "" });
    const uuid = model.out.trim();
    const added = await ran(["add-machine", "--model", "prod", ...json, ...dir]);
    const machine = JSON.parse(added.out);
    expect(machine).toMatchObject({ tag: "machine-0", model: uuid, nonce: expect.any(String) });
    const { code, out } = await ran(["set-password", "0", "--model", uuid, ...dir]);
    expect(code).toBe(0);
    const credentials = { ...machine, password: out.trim() };
    await expect(loggedIn(controller, uuid, credentials)).resolves.toBeDefined();
    await ran(["set-life", "prod", "dying", ...dir]);
    const status = await ran(["status", ...json, ...dir]);
    expect(JSON.parse(status.out)).toMatchObject({
      running: true,
      address: controller.address,
      models: [
        { name: "controller" },
        { name: "prod", life: "dying", agents: [{ tag: "machine-0" }] },
      ],
    });
    const text = await ran(["status", ...dir]);
    expect(text.out).toMatch(/machine-0: alive, pending, connected since/u);
  });

  test("show what an agent says of itself on one line, and no escape of it raw", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const { model, ...machine } = await controller.addMachine();
    const peer = await loggedIn(controller, model, machine);
    const info = "\u001b]0;owned\u0007\nforged: all is well";
    const entities = [{ tag: machine.tag, status: "started", info, data: {} }];
    const set = { facade: "Machiner", version: 5, method: "SetStatus", params: { entities } };
    expect(await peer.call(set)).toEqual({ results: [{}] });
    const { out } = await ran(["status", "--data-dir", dataDir]);
    expect(out).toContain(String.raw`, \u001b]0;owned\u0007\nforged: all is well`);
    expect(out).not.toMatch(/^forged/mu);
  });

  test("take a password from standard input, and print it nowhere", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const { model, tag, nonce } = await controller.addMachine();
    const password = "twenty-four bytes of words";
    const args = ["set-password", tag, "--password-stdin", "--data-dir", dataDir];
    expect(await ran(args, `${password}\n`)).toEqual({ code: 0, out: "", err: "" });
    await expect(loggedIn(controller, model, { tag, nonce, password })).resolves.toBeDefined();
    const short = await ran(args, "short\n");
    expect(short.code).toBe(2);
    expect(short.err).toMatch(/^error ERR_NOT_VALID: password is only 5 bytes long/u);
  });

  test("print the authority's certificate, which is public", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const { out } = await ran(["ca-cert", "--data-dir", dataDir]);
    expect(out.trim()).toBe(controller.caCert.trim());
  });

  test.each([
    [["set-life", "machine-9", "dead"], "ERR_NOT_FOUND"],
    [["set-life", "machine-9", "undead"], "ERR_INVALID_VALUE"],
    [["remove", "nonsense"], "ERR_NOT_VALID"],
    [["add-machine", "--model", "nowhere"], "ERR_NOT_FOUND"],
    [["add-machine", "x/y"], "ERR_NOT_VALID"],
    [["add-unit", "no-number"], "ERR_NOT_VALID"],
    [["add-model", "Not A Name"], "ERR_NOT_VALID"],
    [["add-model", "controller"], "ERR_ALREADY_EXISTS"],
    [["set-addresses", "nowhere"], "ERR_INVALID_ADDRESS"],
  ])("refuse %j with 2 and %s", async (args, code) => {
    const dataDir = temporaryDirectory();
    await testController({ dataDir });
    const { code: exit, err } = await ran([...args, "--data-dir", dataDir]);
    expect(err).toMatch(new RegExp(`^error ${code}: [^\\n]*\\n$`, "u"));
    expect(exit).toBe(2);
  });
});
