import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { silentLogger } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

import { systemdNotifier } from "../src/systemd/notifier.js";
import { SystemdService } from "../src/systemd/service.js";
import { startWatchdog, watchdogInterval } from "../src/systemd/watchdog.js";

let folder: string;
let env: Record<string, string>;

// A program of that name that writes down what it was told: what systemd would hear.
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-"));
  const program = path.join(folder, "systemd-notify");
  await fs.writeFile(program, `#!/bin/sh\necho "$@" >> "${folder}/heard"\n`, { mode: 0o755 });
  env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, NOTIFY_SOCKET: "/run/systemd/notify" };
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

async function heard(): Promise<readonly string[]> {
  const text = await fs.readFile(path.join(folder, "heard"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

test("words reach systemd in order, and nothing is said where there is no systemd", async () => {
  const notifier = systemdNotifier({ env, logger: silentLogger });
  void notifier.send("READY=1", "STATUS=up");
  await notifier.send("WATCHDOG=1");
  expect(await heard()).toEqual(["READY=1 STATUS=up", "WATCHDOG=1"]);
  const { PATH } = env;
  await systemdNotifier({ env: { PATH }, logger: silentLogger }).send("READY=1");
  expect(await heard()).toHaveLength(2);
});

test("a systemd-notify that is not there is a warning, not a failure", async () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const without = { ...env, PATH: path.join(folder, "empty") };
  await systemdNotifier({ env: without, logger }).send("READY=1");
  expect(warnings).toEqual(["cannot tell systemd"]);
});

test("the watchdog is told twice in each interval, for as long as it runs", async () => {
  const clock = new VirtualClock();
  let told = 0;
  const notifier = { send: async () => void told++ };
  const watchdog = startWatchdog(notifier, 60_000, clock);
  await clock.advance(119_999);
  expect(told).toBe(4);
  watchdog[Symbol.dispose]();
  await clock.advance(600_000);
  expect(told).toBe(4);
  expect(clock.pending).toBe(0);
});

test("the watchdog runs where systemd asks this process for it", () => {
  expect(watchdogInterval({ WATCHDOG_USEC: "60000000" }, 7)).toBe(60_000);
  expect(watchdogInterval({ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "7" }, 7)).toBe(60_000);
  expect(watchdogInterval({ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "8" }, 7)).toBeUndefined();
  expect(watchdogInterval({}, 7)).toBeUndefined();
});

test("a service is ready, tells how it is where that changes, and of its end; nothing after that", async () => {
  using service = SystemdService.start({
    env: { ...env, WATCHDOG_USEC: "60000000" },
    logger: silentLogger,
    clock: new VirtualClock(),
  });
  service.status("not ready, so not said");
  service.ready("listening");
  service.status("listening");
  service.status("busy");
  await service.reload(async () => undefined);
  await service.stopping();
  service.status("stopping goes on");
  const words = (await heard()).map((line) => line.replace(/=\d{3,}$/, "=…"));
  expect(words).toEqual([
    "WATCHDOG=1",
    "READY=1 STATUS=listening",
    "STATUS=busy",
    "RELOADING=1 MONOTONIC_USEC=…",
    "READY=1",
    "STOPPING=1 STATUS=stopping",
  ]);
});
