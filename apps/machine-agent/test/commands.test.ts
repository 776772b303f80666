import fs from "node:fs/promises";
import path from "node:path";

import { agentExits, introspectionSocket } from "@holdfast/agent-runtime";
import { runInProcess } from "@holdfast/program-testkit";
import { startController } from "@holdfast/controller";
import { fetchReport } from "@holdfast/introspection";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { machineAgentProgram } from "../src/index.js";
import { Site, temporaryFolder } from "./kit/site.js";

function command(...words: readonly string[]) {
  return runInProcess(machineAgentProgram, agentExits, words);
}

test("status of an agent that is not connected says since when not and why, and ends with 1", async () => {
  await using site = await Site.start();
  await site.stopController();
  await using agent = site.start();
  await agent.waitForLine("api-caller failed");
  const { code, stdout, stderr } = await command("status", ...site.choice);
  expect(stdout).toMatch(/^○ not connected since [-\d]+ [:\d]+ UTC: .*127\.0\.0\.1:\d+/);
  expect(stderr).toMatch(/^error ERR_DEGRADED: the agent is not connected/);
  expect(code).toBe(1);
  const json = await command("status", ...site.choice, "--format", "json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    connections: { agent: { why: expect.any(String), since: expect.any(Number) } },
  });
});

test("metrics tell the age of a password and the controller's certificate after a restart", async () => {
  await using site = await Site.start();
  const metrics = async () => {
    await using agent = site.start();
    await agent.waitForLine("api-address-updater started");
    const socket = introspectionSocket(site.dataDir, "machine-0", "machine-agent");
    const text = await fetchReport(socket, "/metrics");
    const value = (name: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${name} `))
          ?.slice(name.length),
      );
    const expiry = "holdfast_certificate_expiry_timestamp_seconds";
    return {
      password: value("holdfast_password_set_timestamp_seconds"),
      controller: value(`${expiry}{certificate="controller"}`),
      ca: value(`${expiry}{certificate="ca"}`),
    };
  };
  const first = await metrics();
  const now = Date.now() / 1000;
  expect(Math.abs(now - first.password)).toBeLessThan(600);
  expect(first.controller).toBeGreaterThan(now);
  expect(first.ca).toBeGreaterThanOrEqual(first.controller);
  expect(await metrics()).toEqual(first);
});

describe("of a running agent", () => {
  let site: Site;
  let agent: ReturnType<Site["start"]>;
  beforeAll(async () => {
    site = await Site.start();
    agent = site.start();
    await agent.waitForLine("api-address-updater started");
  });
  afterAll(async () => {
    await agent[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });

  test("status says on one screen what runs", async () => {
    const { code, stdout } = await command("status", ...site.choice);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^● connected to controller-\S+ at 127\.0\.0\.1:\d+ since [-\d]+ [:\d]+ UTC\nagent: \d+ of \d+ run$/m,
    );
    expect(stdout).toMatch(/^ {2}● api-caller +started since /m);
    const { stdout: json } = await command("status", ...site.choice, "--format", "json");
    expect(JSON.parse(json)).toHaveProperty(["engines", "agent", "manifolds", "api-caller"]);
    expect(JSON.parse(json)).toMatchObject({
      connections: {
        agent: {
          state: "connected",
          address: site.controller.address,
          agent: "machine-0",
          strategy: "scary",
        },
      },
      config: { durability: { state: "full" }, recoveries: [] },
    });
  });

  test("readiness and metrics are served beside the reports", async () => {
    const socket = introspectionSocket(site.dataDir, "machine-0", "machine-agent");
    expect(await fetchReport(socket, "/readyz")).toBe("ok\n");
    const metrics = await fetchReport(socket, "/metrics");
    expect(metrics).toMatch(/logins_total\{.*outcome="ok".*\} 2/);
    expect(metrics).not.toContain(site.password);
  });

  test("explain tells in words, and as JSON, why a manifold is as it is", async () => {
    const { code, stdout } = await command("explain", "api-caller", ...site.choice);
    expect(code).toBe(0);
    expect(stdout).toContain("api-caller");
    const words = ["explain", "api-caller", ...site.choice, "--format", "json"];
    expect(JSON.parse((await command(...words)).stdout)).toMatchObject({
      name: "api-caller",
      state: "started",
    });
  });

  test("explain names the nearest manifold where there is none of that name", async () => {
    const { code, stderr } = await command("explain", "api-calller", ...site.choice);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error ERR_REPORT_REFUSED: .*api-caller/);
  });

  test.each([
    ["mermaid", /^(flowchart|graph) /],
    ["dot", /^digraph /],
  ])("graph draws what depends on what as %s", async (format, start) => {
    const { code, stdout } = await command("graph", ...site.choice, "--format", format);
    expect(code).toBe(0);
    expect(stdout).toMatch(start);
    expect(stdout).toContain("api-address-updater");
  });
});

describe("check", () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  /** What `check` says, and that it leaves every file as it was. */
  async function check(choice: readonly string[], folder: string) {
    const before = await snapshot(folder);
    const run = await command("check", ...choice);
    expect(await snapshot(folder)).toEqual(before);
    return run;
  }

  async function snapshot(folder: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) found[file] = await fs.readFile(file, "utf8");
    }
    return found;
  }

  test("finds nothing wrong before the first start, and changes nothing", async () => {
    const { code, stdout, stderr } = await check(site.choice, site.dataDir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n").map((line) => line.slice(0, 12))).toEqual([
      "ok  agent.co",
      "ok  plugins ",
      "ok  storage:",
      "ok  CA: is a",
      "ok  address ",
      "ok  login: t",
      "",
    ]);
    expect(stdout).toContain("the old password is accepted; the agent replaces it");
    expect(stdout).not.toContain(site.password);
  });

  test("says all of it as JSON too", async () => {
    const { stdout } = await command("check", ...site.choice, "--format", "json");
    const ok = { outcome: "ok" };
    expect(JSON.parse(stdout)).toMatchObject({ findings: [ok, ok, ok, ok, ok, ok] });
  });

  test("an agent.conf that cannot be read: 2", async () => {
    await using folder = await temporaryFolder();
    const choice = ["--data-dir", folder.path, "--agent", "machine-0"];
    const { code, stderr } = await check(choice, folder.path);
    expect(stderr).toMatch(/^error ERR_CHECK_CONFIG: agent\.conf: ERR_AGENT_CONF_MISSING/);
    expect(code).toBe(2);
  });

  test("a controller that another CA certified: 2, as the agent would, and says so of its address", async () => {
    await using folder = await temporaryFolder();
    await using stranger = await startController({ dataDir: path.join(folder.path, "stranger") });
    await using other = await Site.start();
    const conf = await fs.readFile(other.conf, "utf8");
    await fs.writeFile(other.conf, conf.replace(other.controller.address, stranger.address));
    const { code, stdout, stderr } = await check(other.choice, other.dataDir);
    expect(stdout).toMatch(/^no {2}address 127\.0\.0\.1:\d+: ERR_CERTIFICATE: /m);
    expect(stderr).toMatch(/^error ERR_CHECK_CONFIG: address/);
    expect(code).toBe(2);
  });

  test("a stranger at one of two addresses: said, and no problem where the other answers", async () => {
    await using folder = await temporaryFolder();
    await using stranger = await startController({ dataDir: path.join(folder.path, "stranger") });
    await using other = await Site.start();
    const conf = await fs.readFile(other.conf, "utf8");
    await fs.writeFile(
      other.conf,
      conf.replace(`apiaddresses:\n`, `apiaddresses:\n- ${stranger.address}\n`),
    );
    const { code, stdout } = await check(other.choice, other.dataDir);
    expect(stdout).toMatch(/^\? {3}address 127\.0\.0\.1:\d+: ERR_CERTIFICATE: .*uses another/m);
    expect(code).toBe(0);
    await other.stopController();
    expect(await check(other.choice, other.dataDir)).toMatchObject({ code: 1 }); // waits for it
  });

  test("a machine that the controller says is dead: 3, as the agent would", async () => {
    await using other = await Site.start();
    const { controllerModelUuid: model } = other.controller;
    await other.controller.setLife({ tag: "machine-0", model, life: "dead" });
    const { code, stderr } = await check(other.choice, other.dataDir);
    expect(stderr).toMatch(/^error ERR_CHECK_REFUSED: login: .*dead/);
    expect(code).toBe(3);
  });

  test("a controller that is not there: 1", async () => {
    await using other = await Site.start();
    await other.stopController();
    const { code, stdout } = await check(other.choice, other.dataDir);
    expect(stdout).toMatch(/^no {2}address 127\.0\.0\.1:\d+: ERR_CONNECT/m);
    expect(code).toBe(1);
  });

  test("a controller that refuses every password: 3, and what to do", async () => {
    await using other = await Site.start();
    await other.controller.setAgentPassword({ tag: "machine-0", password: "x".repeat(24) });
    const { code, stderr } = await check(other.choice, other.dataDir);
    expect(stderr).toMatch(/^error ERR_CHECK_REFUSED: login: .*oldpassword/);
    expect(stderr).not.toContain(other.password);
    expect(code).toBe(3);
  });
});

test("strategies lists what --connect may name, with versions and places", async () => {
  const { code, stdout } = await command("strategies");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^scary +@holdfast\/connect-scary \d+\.\d+\.\d+ +\//m);
  expect(stdout).toMatch(/^only +@holdfast\/connect-only /m);
  const { stdout: json } = await command("strategies", "--format", "json");
  expect(JSON.parse(json)).toHaveProperty("strategies");
});

test("help says what each command is for, with lines to copy, and the exit codes", async () => {
  const { code, stdout } = await command("--help");
  expect(code).toBe(0);
  for (const name of [
    "init",
    "run",
    "status",
    "report",
    "explain",
    "graph",
    "check",
    "strategies",
    "completion",
  ]) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
  }
  expect(stdout).toContain("Exit codes:");
  expect((await command("check", "--help")).stdout).toContain("Examples:");
  expect((await command("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
