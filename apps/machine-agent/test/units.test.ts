// The unit files, as far as they can be checked without a running systemd.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";

import { EXIT, exitCodes } from "@holdfast/command-line";
import { describe, expect, test } from "vitest";

const agents = [
  fileURLToPath(new URL("../systemd/holdfast-machine-agent@.service", import.meta.url)),
  fileURLToPath(
    new URL("../../model-agent/systemd/holdfast-model-agent@.service", import.meta.url),
  ),
];
const controller = fileURLToPath(
  new URL("../../controller/systemd/holdfast-controller.service", import.meta.url),
);
// Under Restart=on-failure exit code 0 is final by itself.
const final = exitCodes
  .filter(({ code, restart }) => !restart && code !== EXIT.stopped)
  .map(({ code }) => code);
const analyze = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** What the shell and env(1) end with where there is no such program. */
const notInstalled = [126, 127];

describe.each(agents)("%s", (unit) => {
  const lines = fs.readFileSync(unit, "utf8").split("\n");

  test("is ready when its engine runs, watched, and reloadable", () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        "Type=notify",
        "NotifyAccess=all",
        "WatchdogSec=60s",
        // The shell has it: not every machine has the program kill(1).
        'ExecReload=/bin/sh -c "kill -HUP $MAINPID"',
      ]),
    );
    expect(lines).not.toContain("TimeoutStartSec=infinity");
  });

  test("is not started again in vain", () => {
    expect(lines).toContain("Restart=on-failure");
    expect(lines).toContain(`RestartPreventExitStatus=${[...final, ...notInstalled].join(" ")}`);
  });

  test("gives the agent longer to stop than the agent gives its workers", () => {
    expect(lines.join("\n")).toMatch(/^ExecStart=.* --stop-timeout 10s/m);
    expect(lines).toContain("TimeoutStopSec=20s");
  });
});

test("the controller's unit is ready when agents can connect, watched, and not started again in vain", () => {
  const lines = fs.readFileSync(controller, "utf8").split("\n");
  expect(lines).toEqual(
    expect.arrayContaining(["Type=notify", "NotifyAccess=all", "WatchdogSec=60s"]),
  );
  expect(lines).toContain(`RestartPreventExitStatus=${[EXIT.usage, ...notInstalled].join(" ")}`);
});

describe.each([...agents, controller])("%s", (unit) => {
  const text = fs.readFileSync(unit, "utf8");

  test("leaves no memory image, bounds its memory, and can be given an environment", () => {
    expect(text).toMatch(/^LimitCORE=0$/m);
    expect(text).toMatch(/^MemoryMax=\d+[MG]$/m);
    expect(text).toMatch(/^EnvironmentFile=-\/etc\/default\/holdfast-[a-z-]+$/m);
  });

  test("has its name and its levels in the journal", () => {
    expect(text).toMatch(/^SyslogIdentifier=holdfast-[a-z-]+$/m);
    expect(text).toMatch(/^ExecStart=.* --log-format journal( |$)/m);
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
