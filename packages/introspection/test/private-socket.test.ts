import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import process from "node:process";

import { type LogFields, silentLogger } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { fetchReport, type Introspection, startIntrospection } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";

async function start(socketPath: string): Promise<Introspection> {
  const introspection = await startIntrospection({ socketPath });
  onTestFinished(() => introspection.close());
  return introspection;
}

/** Starts without a socket, and answers with what was warned of. */
async function startWithout(socketPath: string) {
  const warned: unknown[] = [];
  const logger = {
    ...silentLogger,
    warn: (_message: string, fields?: LogFields) => void warned.push(fields?.["error"]),
  };
  const clock = new VirtualClock();
  const introspection = await startIntrospection({ socketPath, clock, logger });
  onTestFinished(() => introspection.close());
  return { warned, clock, introspection };
}

/** A program that says a line once, then waits to be killed. */
function runScript(script: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = new Promise<string>((resolve) => {
    child.stdout.once("data", (text: Buffer) => resolve(String(text).trim()));
  });
  return { child, said };
}

describe("the socket", () => {
  test("has mode 0600, whatever the umask", async () => {
    const folder = await makeFolder();
    const before = process.umask(0);
    try {
      await start(path.join(folder, "s"));
    } finally {
      process.umask(before);
    }
    expect((await fs.lstat(path.join(folder, "s"))).mode & 0o777).toBe(0o600);
    expect(await fs.readdir(folder)).toEqual(["s"]);
  });

  test("is gone after close, and another's that took its place is not", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    const first = await start(socketPath);
    await first.close();
    await first.close();
    await expect(fs.lstat(socketPath)).rejects.toMatchObject({ code: "ENOENT" });

    const second = await start(socketPath);
    await fs.rm(socketPath);
    await start(socketPath);
    await second.close();
    expect((await fs.lstat(socketPath)).isSocket()).toBe(true);
  });

  test("of a process that was killed is replaced, with the folder it left half-way", async () => {
    const folder = await makeFolder();
    const socketPath = path.join(folder, "s");
    const { child, said } = runScript(
      `import net from "node:net";
       net.createServer().listen(${JSON.stringify(socketPath)}, () => console.log("up"));`,
    );
    await said;
    await fs.mkdir(path.join(folder, `.i-${child.pid}-1`), { mode: 0o700 });
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect((await fs.lstat(socketPath)).isSocket()).toBe(true);

    await start(socketPath);
    expect(await fs.readdir(folder)).toEqual(["s"]);
  });

  test("of a live process is taken over when that one is gone, and each reason is told once", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    const first = await start(socketPath);
    const { warned, clock, introspection } = await startWithout(socketPath);
    await clock.advance(30_000);
    await first.close();
    const served = async (): Promise<string> => {
      await clock.advance(10_000);
      return fetchReport(socketPath, "/healthz");
    };
    await expect.poll(served).toContain("ok");
    expect(warned).toHaveLength(1);
    await introspection.close();
    expect(clock.pending).toBe(0);
  });

  test("may have a path of any length, where there is /proc", async () => {
    const folder = path.join(await makeFolder(), "long".repeat(30));
    await fs.mkdir(folder);
    const socketPath = path.join(folder, "s");
    const introspection = await start(socketPath);
    expect(await fetchReport(socketPath, "/healthz")).toContain("ok");
    const { warned } = await startWithout(socketPath);
    expect(warned).toMatchObject([{ code: "ERR_SOCKET_IN_USE" }]);
    await introspection.close();
    expect(await fs.readdir(folder)).toEqual([]);
  });

  test("of a live process is not taken, and goes on working", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    await start(socketPath);
    const { warned } = await startWithout(socketPath);
    expect(warned).toMatchObject([{ code: "ERR_SOCKET_IN_USE" }]);
    const socket = net.connect(socketPath);
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.destroy();
  });
});

describe("in bad places there is no socket, and nothing is lost", () => {
  test("a file of that name", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    await fs.writeFile(socketPath, "precious");
    expect((await startWithout(socketPath)).warned).toMatchObject([{ code: "ERR_SOCKET_PATH" }]);
    expect(await fs.readFile(socketPath, "utf8")).toBe("precious");
  });

  test("a name that alone is longer than a socket's may be", async () => {
    const socketPath = path.join(await makeFolder(), "s".repeat(100));
    expect((await startWithout(socketPath)).warned).toMatchObject([{ code: "ERR_SOCKET_PATH" }]);
  });

  test("a folder that is not there", async () => {
    const socketPath = path.join(await makeFolder(), "missing", "s");
    expect((await startWithout(socketPath)).warned).toMatchObject([
      {
        code: "ERR_SOCKET_FOLDER",
        message: expect.stringContaining("its folder does not exist"),
      },
    ]);
  });

  test("a path in which a file stands for a folder", async () => {
    const folder = await makeFolder();
    await fs.writeFile(path.join(folder, "file"), "");
    const socketPath = path.join(folder, "file", "s");
    expect((await startWithout(socketPath)).warned).toMatchObject([{ code: "ERR_SOCKET_FOLDER" }]);
  });
});

// Only root can become somebody else; elsewhere this cannot be shown.
describe.skipIf(process.getuid?.() !== 0)("another local user", () => {
  // Tries, as fast as it can, to connect to whatever socket it sees in the folder or below it.
  const intruder = (folder: string, name: string): string => `
    import fs from "node:fs";
    import net from "node:net";
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
    const folder = ${JSON.stringify(folder)};
    let tries = 0;
    const seen = () => fs.readdirSync(folder).flatMap((name) =>
      name.startsWith(".") ? [folder + "/" + name + "/s"] : [folder + "/" + name]);
    const attack = () => {
      if (fs.existsSync(folder + "/stop")) { console.log("out"); process.exit(); }
      const paths = [folder + "/${name}", ...seen()];
      let open = paths.length;
      for (const path of paths) {
        const socket = net.connect(path);
        const done = () => { socket.destroy(); tries++; if (--open === 0) setImmediate(attack); };
        socket.once("connect", () => { console.log("in after " + tries); process.exit(); });
        socket.once("error", done);
      }
    };
    console.log("trying");
    attack();
  `;

  async function attackWhile(work: (folder: string) => Promise<void>): Promise<string> {
    const folder = await makeFolder();
    await fs.chmod(folder, 0o755);
    const { child, said } = runScript(intruder(folder, "s"));
    let out = "";
    child.stdout.on("data", (text: Buffer) => (out += String(text)));
    const ended = new Promise((resolve) => child.once("close", resolve));
    await said;
    const before = process.umask(0);
    try {
      await work(folder);
    } finally {
      process.umask(before);
    }
    await fs.writeFile(path.join(folder, "stop"), "");
    await ended;
    return out.trim().split("\n").at(-1) ?? "";
  }

  test("never gets in, however often the socket is made again", async () => {
    const verdict = await attackWhile(async (folder) => {
      for (let round = 0; round < 100; round++) {
        const introspection = await startIntrospection({
          socketPath: path.join(folder, "s"),
        });
        await introspection.close();
      }
    });
    expect(verdict).toBe("out");
  });

  test("does get into a socket that was made without this care", async () => {
    const verdict = await attackWhile(async (folder) => {
      const server = net.createServer((socket) => socket.destroy());
      const connected = new Promise((resolve) => server.once("connection", resolve));
      server.listen(path.join(folder, "s"));
      await connected;
      await new Promise((resolve) => server.close(resolve));
    });
    expect(verdict).toMatch(/^in after/);
  });
});
