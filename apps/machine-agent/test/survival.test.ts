import { expect, test } from "vitest";

import { isEngineReport } from "@holdfast/dependency-engine";
import { agentExits, introspectionSocket } from "@holdfast/agent-runtime";
import { runInProcess } from "@holdfast/program-testkit";

import { machineAgentProgram } from "../src/index.js";
import { Site } from "./kit/site.js";

/** Several processes, on a machine that may be busy with others. */
const inNoHurry = { timeout: 120_000 };
const settled = "api-address-updater started";

test(
  "an agent that is killed at any line of its first boot comes up when it is started again",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    for (const line of [
      "logged in with the old password",
      "api-caller starts again",
      "logged in with the current password",
    ]) {
      await using agent = site.run();
      // Later boots skip the first lines: they have a password of their own.
      await Promise.race([agent.waitForLine(line), agent.waitForLine(settled)]);
      agent.kill("SIGKILL");
      expect(await agent.ended).toMatchObject({ signal: "SIGKILL" });
    }
    await using last = site.run();
    await last.waitForLine(settled);
    expect(last.lines.some(({ msg }) => msg.includes("logged in with the old"))).toBe(false);
  },
);

test("the agent comes back by itself when the controller does, and keeps its password", async () => {
  await using site = await Site.start();
  await using agent = site.start();
  await agent.waitForLine(settled);
  await site.stopController();
  await agent.waitForLine("api-caller failed");
  const before = agent.log.lines.length;
  await site.startController();
  await agent.waitForLine(settled, before);
  const since = agent.log.lines.slice(before).map(({ msg }) => msg);
  expect(since).toContain("logged in with the current password");
  expect(since).not.toContain("password replaced");
});

test(
  "a second agent on the same data directory is refused for now, and the first goes on",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using first = site.run();
    await first.waitForLine(settled);
    const second = await runInProcess(machineAgentProgram, agentExits, ["run", ...site.choice]);
    expect(second.stderr).toMatch(/^error ERR_AGENT_LOCKED: .*\n$/);
    expect(second.stderr).toContain(String(first.pid));
    expect(second.code).toBe(1);
    expect(await report(site)).toContain("api-caller");
  },
);

test("the report shows the running agent, in each format, and no password", async () => {
  await using site = await Site.start();
  await using agent = site.start();
  await agent.waitForLine(settled);
  const states = async (): Promise<Record<string, string>> => {
    const running: unknown = JSON.parse(await report(site, "--format", "json"));
    if (!isEngineReport(running)) throw new Error("that is no engine's report");
    const manifolds = Object.entries(running.manifolds);
    return Object.fromEntries(manifolds.map(([name, { state }]) => [name, state]));
  };
  await expect.poll(states).toEqual({
    agent: "started",
    "api-config-watcher": "started",
    "api-caller": "started",
    "not-dead-flag": "started",
    upgrader: "started",
    "migration-fortress": "started",
    "migration-inactive-flag": "started",
    "migration-minion": "started",
    machiner: "started",
    "api-address-updater": "started",
    "log-sender": "started",
  });
  for (const format of ["text", "dot", "mermaid"]) {
    const shown = await report(site, "--format", format);
    expect(shown).toContain("api-caller");
    expect(shown).not.toContain(site.password);
  }
});

test("asking for the report of an agent that does not run says so", async () => {
  await using site = await Site.start();
  const { code, stderr } = await runInProcess(machineAgentProgram, agentExits, [
    "report",
    ...site.choice,
  ]);
  expect(stderr).toMatch(/^error ERR_NOT_RUNNING: .*\n$/);
  expect(stderr).toContain(introspectionSocket(site.dataDir, "machine-0", "machine-agent"));
  expect(code).toBe(1);
});

async function report(site: Site, ...more: readonly string[]): Promise<string> {
  const words = ["report", ...site.choice, ...more];
  const { code, stdout, stderr } = await runInProcess(machineAgentProgram, agentExits, words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}
