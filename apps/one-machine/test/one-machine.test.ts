import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { expect, test } from "vitest";

import { RunningProgram, NeverPrintedError } from "./running-program.js";

const SETTLED = /model-agent has settled/;
const runs = (name: string): RegExp => new RegExp(`== ${name} runs as process (\\d+)`);

/** Whether a process is there. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function pidOf(program: RunningProgram, name: string, from = 0): Promise<number> {
  const { match } = await program.line(runs(name), from);
  return Number(match[1]);
}

/** Kills a process for good and returns the line from which its absence shows. */
function killForGood(program: RunningProgram, pid: number): number {
  const from = program.lines.length;
  process.kill(pid, "SIGKILL");
  return from;
}

test("once: the steps of a first boot are shown, both agents settle and report, all stops in order, exit code 0", async () => {
  await using program = new RunningProgram(["--once"]);
  expect(await program.ended()).toBe(0);
  const at = async (pattern: RegExp): Promise<number> => (await program.line(pattern)).index;
  const order = [
    await at(runs("controller")),
    await at(/== wrote .*agent\.conf/),
    await at(/== machine-agent has settled/),
    await at(/== model-agent has settled/),
    await at(/^machine-agent report/),
    await at(/^model-agent report/),
    await at(/== the agents stopped/),
    await at(/== the controller stopped/),
  ];
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  // The steps of a first boot, as a person reads them.
  const old = await program.line(/machine-agent \|.*logged in with the old password/);
  const replaced = await program.line(/machine-agent \|.*password replaced/, old.index);
  await program.line(/machine-agent \|.*logged in with the current password/, replaced.index + 1);
});

test("a killed controller comes back, and both agents with it, as the processes they were", async () => {
  await using program = new RunningProgram([]);
  const controller = await pidOf(program, "controller");
  const agents = [await pidOf(program, "machine-agent"), await pidOf(program, "model-agent")];
  await program.line(/== all of it is up/);
  const from = killForGood(program, controller);
  expect(await pidOf(program, "controller", from)).not.toBe(controller);
  await program.line(/machine-agent \|.*logged in with the current password/, from);
  await program.line(/model-agent +\|.*logged in with the current password/, from);
  expect(agents.every(alive)).toBe(true);
});

test("a killed agent comes back, logs in again, and has its page where it was", async () => {
  await using program = new RunningProgram([]);
  const agent = await pidOf(program, "machine-agent");
  await program.line(/== all of it is up/);
  const [page] = (await program.line(/live page at \S+/)).match;
  const from = killForGood(program, agent);
  expect(await pidOf(program, "machine-agent", from)).not.toBe(agent);
  expect((await program.line(/live page at \S+/, from)).match[0]).toBe(page);
  await program.line(/machine-agent \|.*logged in with the current password/, from);
});

test("a SIGINT stops the agents, then the controller, and leaves no process and no folder", async () => {
  await using program = new RunningProgram([]);
  const { match } = await program.line(/everything is kept in (\S+)/);
  const pids = [
    await pidOf(program, "controller"),
    await pidOf(program, "machine-agent"),
    await pidOf(program, "model-agent"),
  ];
  await program.line(SETTLED);
  program.kill("SIGINT");
  expect(await program.ended()).toBe(0);
  const agents = await program.line(/== the agents stopped/);
  await program.line(/== the controller stopped/, agents.index);
  expect(pids.some(alive)).toBe(false);
  await expect(fs.access(match[1] ?? "")).rejects.toThrow("ENOENT");
});

test("a kept data directory is gone on from: the second run logs in with the password of the first", async () => {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-kept-"));
  try {
    await using first = new RunningProgram(["--once", "--data-dir", dataDir]);
    expect(await first.ended()).toBe(0);
    await using second = new RunningProgram(["--once", "--data-dir", dataDir]);
    expect(await second.ended()).toBe(0);
    await second.line(/was admitted before/);
    await expect(second.line(/password replaced/)).rejects.toBeInstanceOf(NeverPrintedError);
  } finally {
    await fs.rm(dataDir, { recursive: true, force: true });
  }
});

test("what cannot settle says why, and ends with exit code 1", async () => {
  await using program = new RunningProgram(["--once", "--timeout", "1ms"]);
  expect(await program.ended()).toBe(1);
  await program.line(/^error ERR_NOT_SETTLED: /);
  await program.line(/== the controller stopped/);
});

// Below /proc Node's own recursive mkdir never returns.
test.skipIf(process.platform !== "linux").each([
  ["below a file", "/dev/null/nowhere", /ENOTDIR/],
  ["of a name that is too long", `/tmp/${"x".repeat(300)}`, /ENAMETOOLONG/],
  ["below /proc", "/proc/nowhere/data", /ENOENT/],
  ["where nothing can be written", "/sys/kernel", /EACCES|EPERM|EROFS/],
])("a data directory %s is one line, before anything is started", async (_, dataDir, why) => {
  await using program = new RunningProgram(["--data-dir", dataDir]);
  expect(await program.ended()).toBe(1);
  const [line = ""] = program.lines;
  expect(line).toMatch(/^error ERR_DATA_DIR: /);
  expect(line).toContain(dataDir);
  expect(line).toMatch(why);
  expect(program.lines).toHaveLength(1);
});
