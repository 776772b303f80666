import fs from "node:fs/promises";

import { agentExits, introspectionSocket } from "@holdfast/agent-runtime";
import {
  type LogLine,
  type RecordingLogger,
  runInProcess,
  type RunningAgent,
} from "@holdfast/program-testkit";
import { fetchReport } from "@holdfast/introspection";
import { errorText, hasCode } from "@holdfast/ports";
import { expect, test } from "vitest";

import { modelAgentProgram } from "../src/index.js";
import { Site } from "./kit/site.js";

/** The line that says that a model's connection is up. */
function connected(model: string): (line: LogLine) => boolean {
  return (line) => line.msg === "api-caller started" && line["model"] === model.slice(0, 6);
}

function count(log: RecordingLogger, fits: (line: LogLine) => boolean): number {
  return log.lines.filter(fits).length;
}

async function report(site: Site): Promise<string> {
  const socket = introspectionSocket(site.dataDir, "machine-0", "model-agent");
  return fetchReport(socket, "/report?format=json");
}

test("waits for a current password before it logs in anywhere, then serves the models named", async () => {
  await using site = await Site.start();
  const { uuid } = await site.controller.addModel({ name: "one" });
  await using agent = site.run([uuid]);
  await agent.log.waitFor(({ msg }) => msg === "model-engines started");
  expect(agent.log.lines.some(({ msg }) => msg.startsWith("logged in"))).toBe(false);
  await site.replacePassword();
  await agent.log.waitFor(connected(uuid));
  const logins = agent.log.lines.filter(({ msg }) => msg.startsWith("logged in"));
  expect(logins.map(({ msg }) => msg)).toEqual(["logged in with the current password"]);
});

test("stops at once while it waits for a password", async () => {
  await using site = await Site.start();
  await using agent = site.run("all");
  await agent.log.waitFor(({ msg }) => msg === "model-engines started");
  agent.stop();
  await expect(agent.ended).resolves.toBeUndefined();
});

test("serves all models there are: engines come and go with them", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const one = (await site.controller.addModel({ name: "one" })).uuid;
  await using agent = site.run("all");
  await agent.log.waitFor(connected(one));
  await agent.log.waitFor(connected(site.controller.controllerModelUuid));
  const two = (await site.controller.addModel({ name: "two" })).uuid;
  await agent.log.waitFor(connected(two));
  expect(await report(site)).toContain(`model-${two}`);
  await site.controller.remove({ tag: `model-${two}` });
  await agent.log.waitFor(({ msg, manifold }) => msg === "removed" && manifold === `model-${two}`);
  expect(await report(site)).not.toContain(`model-${two}`);
  expect(count(agent.log, connected(one))).toBe(1);
});

test("on a controller of Juju 4 what is not offered there rests, and the rest is done", async () => {
  await using site = await Site.start({ asJuju: "4.1", controllerMachine: false });
  await site.replacePassword();
  await using agent = site.run([site.model]);
  await agent.log.waitFor(({ msg }) => msg.startsWith("model-machines rests"));
  for (const flag of ["not-dead-flag", "is-responsible-flag", "migration-inactive-flag"]) {
    await agent.log.waitFor(({ msg }) => msg === `${flag} started`);
  }
  expect(agent.log.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("--models all that is refused says to name the models, and asks seldom", async () => {
  await using site = await Site.start({ asJuju: "4.1", controllerMachine: false });
  await site.replacePassword();
  await using agent = site.run("all");
  const { error } = await agent.log.waitFor(({ msg }) => msg === "api-caller failed");
  expect(errorText(error)).toContain("--models");
  const { delay } = await agent.log.waitFor(({ msg }) => msg === "retrying");
  expect(delay).toBeGreaterThan(3000);
});

test.each([
  ["of the included controller that was not added with --controller", undefined],
  ["on a controller of Juju 4", "4.1"],
] as const)(
  "a machine %s is told by check what run comes to",
  async (_, asJuju) => {
    await using site = await Site.start({ asJuju, controllerMachine: false });
    await site.replacePassword();
    const check = (models: string): ReturnType<typeof runInProcess> =>
      runInProcess(modelAgentProgram, agentExits, ["check", ...site.choice, "--models", models]);
    const all = await check("all");
    expect(all.code).toBe(1);
    expect(all.stdout).toMatch(
      /^no {2}models: ERR_MODEL_LIST_DENIED: .*--models UUID,UUID.*`add-machine --controller`/m,
    );
    expect((await check(site.model)).code).toBe(0);
    await using agent = site.run("all");
    await agent.log.waitFor(({ error }) => hasCode(error, "ERR_MODEL_LIST_DENIED"));
  },
  60_000,
);

test("a model that is not there does not keep the others from being served", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const { uuid } = await site.controller.addModel({ name: "one" });
  const gone = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
  await using agent = site.run([gone, uuid]);
  await agent.log.waitFor(connected(uuid));
  await agent.log.waitFor(({ msg, manifold }) => {
    return msg === "resting" && manifold === `model-${gone}`;
  });
  expect(agent.log.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("every engine comes back by itself when the controller does", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const { uuid } = await site.controller.addModel({ name: "one" });
  await using agent = site.run("all");
  await agent.log.waitFor(connected(uuid));
  await agent.log.waitFor(({ msg }) => msg === "model-list-watcher started");
  const before = agent.log.lines.length;
  await site.restartController();
  await agent.log.waitFor(connected(uuid), before);
  await agent.log.waitFor(({ msg }) => msg === "model-list-watcher started", before);
  // The engine itself went on: only its connection was made again.
  expect(engineStarts(agent, uuid)).toBe(1);
});

function engineStarts(agent: RunningAgent, uuid: string): number {
  return count(agent.log, ({ msg }) => msg === `model-${uuid} started`);
}

test("follows the file: a password that the machine's agent replaced is used at the next login", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const { uuid } = await site.controller.addModel({ name: "one" });
  await using agent = site.run([uuid]);
  await agent.log.waitFor(connected(uuid));
  await site.replacePassword();
  const before = agent.log.lines.length;
  await site.restartController();
  await agent.log.waitFor(connected(uuid), before);
  const since = agent.log.lines.slice(before).map(({ msg }) => msg);
  expect(since).toContain("logged in with the current password");
  expect(since).not.toContain("logged in with the old password");
});

test("never writes agent.conf", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const text = await fs.readFile(site.conf, "utf8");
  const { uuid } = await site.controller.addModel({ name: "one" });
  await using agent = site.run([uuid]);
  await agent.log.waitFor(connected(uuid));
  agent.stop();
  await agent.ended;
  expect(await fs.readFile(site.conf, "utf8")).toBe(text);
});

test("a second model agent for the same agent is refused", async () => {
  await using site = await Site.start();
  await using first = site.run("all");
  await first.log.waitFor(({ msg }) => msg === "model-engines started");
  const second = site.run("all");
  await expect(second.ended).rejects.toMatchObject({ code: "ERR_AGENT_LOCKED" });
});

test(
  "as a process: killed at any time and started again it comes up; SIGTERM ends it with 0",
  { timeout: 120_000 },
  async () => {
    await using site = await Site.start();
    await site.replacePassword();
    for (const line of ["credentials-flag started", "logged in with", "api-caller started"]) {
      await using agent = site.spawn("--models", "all");
      await agent.waitForLine(line);
      agent.kill("SIGKILL");
      await agent.ended;
    }
    await using last = site.spawn("--models", "all");
    await last.waitForLine("api-caller started");
    last.kill("SIGTERM");
    expect(await last.ended).toMatchObject({ code: 0, stderr: "" });
  },
);
