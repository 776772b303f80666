import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { expect, test } from "vitest";

import { House, NeverPrintedError } from "./house.js";

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

async function pidOf(house: House, name: string, from = 0): Promise<number> {
  const { match } = await house.line(runs(name), from);
  return Number(match[1]);
}

/** Kills a process for good and returns the line from which its absence shows. */
function killForGood(house: House, pid: number): number {
  const from = house.lines.length;
  process.kill(pid, "SIGKILL");
  return from;
}

test("once: the first boot's walk is shown, both agents settle and report, all stops in order, exit code 0", async () => {
  await using house = new House(["--once"]);
  expect(await house.ended()).toBe(0);
  const at = async (pattern: RegExp): Promise<number> => (await house.line(pattern)).index;
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
  // The walk of a first boot, as a person reads it.
  const old = await house.line(/machine-agent \|.*logged in with the old password/);
  const replaced = await house.line(/machine-agent \|.*password replaced/, old.index);
  await house.line(/machine-agent \|.*logged in with the current password/, replaced.index + 1);
});

test("a killed controller comes back, and both agents with it, as the processes they were", async () => {
  await using house = new House([]);
  const controller = await pidOf(house, "controller");
  const agents = [await pidOf(house, "machine-agent"), await pidOf(house, "model-agent")];
  await house.line(/== all of it is up/);
  const from = killForGood(house, controller);
  expect(await pidOf(house, "controller", from)).not.toBe(controller);
  await house.line(/machine-agent \|.*logged in with the current password/, from);
  await house.line(/model-agent +\|.*logged in with the current password/, from);
  expect(agents.every(alive)).toBe(true);
});

test("a killed agent comes back and logs in again", async () => {
  await using house = new House([]);
  const agent = await pidOf(house, "machine-agent");
  await house.line(/== all of it is up/);
  const from = killForGood(house, agent);
  expect(await pidOf(house, "machine-agent", from)).not.toBe(agent);
  await house.line(/machine-agent \|.*logged in with the current password/, from);
});

test("a SIGINT stops the agents, then the controller, and leaves no process and no folder", async () => {
  await using house = new House([]);
  const { match } = await house.line(/everything is kept in (\S+)/);
  const pids = [
    await pidOf(house, "controller"),
    await pidOf(house, "machine-agent"),
    await pidOf(house, "model-agent"),
  ];
  await house.line(SETTLED);
  house.kill("SIGINT");
  expect(await house.ended()).toBe(0);
  const agents = await house.line(/== the agents stopped/);
  await house.line(/== the controller stopped/, agents.index);
  expect(pids.some(alive)).toBe(false);
  await expect(fs.access(match[1] ?? "")).rejects.toThrow("ENOENT");
});

test("a kept data directory is gone on from: the second run logs in with the password of the first", async () => {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-kept-"));
  try {
    await using first = new House(["--once", "--data-dir", dataDir]);
    expect(await first.ended()).toBe(0);
    await using second = new House(["--once", "--data-dir", dataDir]);
    expect(await second.ended()).toBe(0);
    await second.line(/was admitted before/);
    await expect(second.line(/password replaced/)).rejects.toBeInstanceOf(NeverPrintedError);
  } finally {
    await fs.rm(dataDir, { recursive: true, force: true });
  }
});

test("what cannot settle says why, and ends with exit code 1", async () => {
  await using house = new House(["--once", "--timeout", "1ms"]);
  expect(await house.ended()).toBe(1);
  await house.line(/^error ERR_NOT_SETTLED: /);
  await house.line(/== the controller stopped/);
});

test("a data directory that cannot be made is a one-line error", async () => {
  await using house = new House(["--data-dir", "/dev/null/nowhere"]);
  expect(await house.ended()).toBe(1);
  await house.line(/^error ERR_DATA_DIR: .*\/dev\/null\/nowhere/);
});
