// The streams of a real process, as operators' machines make them fail.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sampleCommand } from "../kit/run-sample.js";

let folder = "";
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-streams-"));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function start(
  words: readonly string[],
  stdio: readonly (number | "pipe" | "ignore")[],
): ChildProcess {
  const [node, ...rest] = sampleCommand;
  return spawn(node, [...rest, ...words], {
    stdio: [...stdio],
    env: { PATH: process.env["PATH"] },
  });
}

async function codeOf(child: ChildProcess): Promise<unknown> {
  const [code, signal]: readonly unknown[] = await once(child, "exit");
  return code ?? signal;
}

const hasFull = fs.existsSync("/dev/full");
const hasFifos = spawnSync("mkfifo", ["--version"]).status === 0;
const hasScript = spawnSync("script", ["--version"]).status === 0;
const mayMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

describe.concurrent("a log that cannot be written", () => {
  test.skipIf(!hasFull)("on a full disk, is no end of the command", async () => {
    const full = fs.openSync("/dev/full", "w");
    const end = path.join(folder, "full");
    expect(await codeOf(start(["chatter", end], ["ignore", "ignore", full]))).toBe(0);
    fs.closeSync(full);
    expect(fs.readFileSync(end, "utf8")).toBe("done");
  });

  test("to a socket that nobody reads, neither stalls nor ends the command", async () => {
    const end = path.join(folder, "socket");
    const child = start(["chatter", end], ["ignore", "ignore", "pipe"]); // Node's pipes are sockets
    expect(await codeOf(child)).toBe(0);
    expect(fs.readFileSync(end, "utf8")).toBe("done");
  });

  test.skipIf(!hasFifos)("to a pipe that nobody reads, neither stalls nor ends it", async () => {
    const fifo = path.join(folder, "fifo");
    spawnSync("mkfifo", [fifo]);
    const both = fs.openSync(fifo, "r+"); // holds it open, and reads nothing
    const end = path.join(folder, "pipe");
    expect(await codeOf(start(["chatter", end], ["ignore", "ignore", both]))).toBe(0);
    fs.closeSync(both);
    expect(fs.readFileSync(end, "utf8")).toBe("done");
  });

  test.skipIf(!hasScript)("to a terminal that went, is no end of the command", async () => {
    const end = path.join(folder, "terminal");
    const words = [...sampleCommand, "chatter", end].map((word) => `'${word}'`).join(" ");
    const terminal = spawn("script", ["-qefc", `exec ${words}`, "/dev/null"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    for await (const data of terminal.stdout) if (String(data).includes("chatter")) break;
    terminal.kill("SIGKILL");
    await expect.poll(() => fs.existsSync(end)).toBe(true);
  });

  test.skipIf(!mayMount)(
    "on a disk that was full for a while, goes on with what was lost",
    async () => {
      const disk = path.join(folder, "disk");
      const script = `mkdir "$0" && mount -t tmpfs -o size=256k none "$0" || exit 77
        dd if=/dev/zero of="$0/fill" bs=1k count=200 2>/dev/null
        "$@" 2>>"$0/log" >"$0.said" & until [ -s "$0.said" ]; do sleep 0.1; done
        rm "$0/fill"; kill -HUP $!; wait $!; echo "ended $?"; cat "$0/log"`;
      const child = spawn("unshare", ["-m", "sh", "-c", script, disk, ...sampleCommand, "half"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let out = "";
      for await (const data of child.stdout) out += String(data);
      expect(out).toMatch(/^ended 0\n/);
      expect(out).toMatch(/lines of this log were lost.* reason=ENOSPC/);
      for (const line of out.split("\n").slice(1, -1))
        expect(line).toMatch(/^\d{4}-\S+ (info|warn) /);
    },
  );
});

describe.skipIf(!hasFull)("a result that cannot be written", () => {
  test.each([[["--version"]], [["--help"]], [["secret"]]])(
    "fails %j, with a code",
    async (words) => {
      const full = fs.openSync("/dev/full", "w");
      const child = start(words, ["pipe", full, "pipe"]);
      child.stdin?.end("hunter2\n");
      let err = "";
      child.stderr?.on("data", (data: Buffer) => (err += data.toString("utf8")));
      const [code]: readonly unknown[] = await once(child, "close");
      fs.closeSync(full);
      expect(err).toMatch(/^error ERR_OUTPUT: .*the disk is full: make room\n$/);
      expect(code).toBe(1);
    },
  );
});
