// The unit files, as far as they can be checked without a running systemd.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";

import { EXIT, exitCodes } from "@holdfast/command-line";
import { describe, expect, test } from "vitest";

const units = [
  fileURLToPath(new URL("../systemd/holdfast-machine-agent@.service", import.meta.url)),
  fileURLToPath(
    new URL("../../model-agent/systemd/holdfast-model-agent@.service", import.meta.url),
  ),
];
// Under Restart=on-failure exit code 0 is final by itself.
const final = exitCodes
  .filter(({ code, restart }) => !restart && code !== EXIT.stopped)
  .map(({ code }) => code);
const analyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

describe.each(units)("%s", (unit) => {
  const text = fs.readFileSync(unit, "utf8");

  test("is ready when connected, watched, reloadable, and not started again in vain", () => {
    for (const line of [
      "Type=notify",
      "NotifyAccess=all",
      "WatchdogSec=60s",
      "ExecReload=/bin/kill -HUP $MAINPID",
      "Restart=on-failure",
      `RestartPreventExitStatus=${final.join(" ")}`,
      "TimeoutStartSec=infinity",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
  });

  test("gives the agent longer to stop than the agent gives its workers", () => {
    expect(text).toMatch(/^ExecStart=.* --stop-timeout 10s/m);
    expect(text).toMatch(/^TimeoutStopSec=20s$/m);
  });

  test.skipIf(!analyze)("holds what systemd understands, and exposes little", () => {
    const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
    expect(verified.stderr.split("\n").filter((line) => line.includes("holdfast"))).toEqual([]);
    const report = execFileSync("systemd-analyze", ["security", "--offline=yes", unit], {
      encoding: "utf8",
    });
    const exposure = /Overall exposure level for .*: (\d+\.\d+)/.exec(report)?.[1];
    expect(Number(exposure)).toBeLessThan(2);
  });
});
