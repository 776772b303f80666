import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { once } from "node:events";

import { agentExits } from "@holdfast/agent-runtime";
import { errorText } from "@holdfast/ports";
import { runInProcess } from "@holdfast/program-testkit";
import { startController } from "@holdfast/controller";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { machineAgentProgram } from "../src/index.js";
import { machineAgent, Site, temporaryFolder } from "./kit/site.js";

let site: Site;
beforeAll(async () => {
  site = await Site.start();
});
afterAll(() => site[Symbol.asyncDispose]());

/** Runs it to its end, which must be one coded line. */
async function refusal(args: readonly string[], stdin = "") {
  const words = [...args, "--log-level", "silent"];
  const { code, stderr, stdout } = await runInProcess(
    machineAgentProgram,
    agentExits,
    words,
    stdin,
  );
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error ERR_[A-Z_]+: [^\n]*\n$/);
  return { code, line: stderr };
}

const model = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

describe("run refuses with exit code 2, in one coded line,", () => {
  test.each([
    ["no flags", ["run"], "ERR_MISSING_OPTION"],
    ["a flag that is none", ["run", "--datadir", "x"], "ERR_MISSING_OPTION"],
    ["a tag that is none", ["run", "--data-dir", "x", "--agent", "machine-x"], "ERR_INVALID_VALUE"],
    ["a user's tag", ["run", "--data-dir", "x", "--agent", "user-bob"], "ERR_INVALID_VALUE"],
    [
      "a data directory without that agent",
      ["run", "--data-dir", "/nowhere", "--agent", "machine-0"],
      "ERR_AGENT_CONF_MISSING",
    ],
    [
      "a time without a unit",
      ["run", "--data-dir", "x", "--agent", "machine-0", "--stop-timeout", "5"],
      "ERR_INVALID_DURATION",
    ],
  ])("%s", async (_, args, expected) => {
    const { code, line } = await refusal(args);
    expect(line).toContain(expected);
    expect(code).toBe(2);
  });

  test("an unknown connect strategy, and says which exist", async () => {
    const { code, line } = await refusal(["run", ...site.choice, "--connect", "telepathy"]);
    expect(line).toMatch(/ERR_PLUGIN_NOT_FOUND.*telepathy.*scary, only/);
    expect(code).toBe(2);
  });

  test("a package that is no connect plugin", async () => {
    const { code, line } = await refusal(["run", ...site.choice, "--connect", "@holdfast/ports"]);
    expect(line).toContain("ERR_PLUGIN_INVALID");
    expect(code).toBe(2);
  });

  test("a malformed agent.conf, naming line and key, and leaves it as it is", async () => {
    await using folder = await temporaryFolder();
    const conf = path.join(folder.path, "agents", "machine-0", "agent.conf");
    await fs.mkdir(path.dirname(conf), { recursive: true });
    const text =
      "# format 2.0\ntag: machine-0\nmodel: model-of-a-ship\noldpassword: hunter2hunter2\n";
    await fs.writeFile(conf, text, { mode: 0o600 });
    const run = ["run", "--data-dir", folder.path, "--agent", "machine-0"];
    const { code, line } = await refusal(run);
    expect(line).toMatch(/ERR_AGENT_CONF_FORMAT.*line 3.*model/);
    expect(line).not.toContain("hunter2");
    expect(code).toBe(2);
    expect(await fs.readFile(conf, "utf8")).toBe(text);
    expect(await fs.readdir(path.dirname(conf))).not.toContain("agent.conf.last-good");
  });
});

test("a port for the live page that is taken leaves the agent without the page", async () => {
  const taken = net.createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await using agent = site.run("--introspect", `127.0.0.1:${port}`);
  await agent.waitForLine("going on without the live page");
  await agent.waitForLine("api-caller started");
  agent.kill("SIGTERM");
  expect(await agent.ended).toMatchObject({ code: 0 });
});

test("a CA that does not match ends an agent that was never admitted, with exit code 2", async () => {
  await using folder = await temporaryFolder();
  await using stranger = await startController({ dataDir: path.join(folder.path, "stranger") });
  const caCert = path.join(folder.path, "ca.pem");
  await fs.writeFile(caCert, stranger.caCert);
  const which = ["--data-dir", folder.path, "--agent", "machine-0"];
  const flags = ["--controller", site.controller.address, "--ca-cert", caCert, "--model", model];
  await using init = machineAgent(["init", ...which, ...flags], "a bootstrap password\n");
  expect(await init.ended).toMatchObject({ code: 0 });
  const { code, line } = await refusal(["run", ...which]);
  expect(line).toMatch(/ERR_CONTROLLER_UNTRUSTED.*certificate/);
  expect(code).toBe(2);
});

test("an agent that the controller refuses ends with exit code 3, and its files stay", async () => {
  await using other = await Site.start();
  await other.controller.setAgentPassword({ tag: "machine-0", password: "x".repeat(24) });
  const before = await fs.readFile(other.conf, "utf8");
  const { code, line } = await refusal(["run", ...other.choice, "--first-login-wait", "0s"]);
  expect(line).toMatch(/ERR_CONNECT_IMPOSSIBLE.*No file was changed/);
  expect(code).toBe(3);
  expect(await fs.readFile(other.conf, "utf8")).toBe(before);
});

test("an agent that is not provisioned yet waits, says for what, and gets in", async () => {
  await using other = await Site.start();
  await other.controller.setAgentPassword({ tag: "machine-0", password: "x".repeat(24) });
  await using agent = other.start();
  await agent.waitForLine("api-caller failed");
  const failed = agent.log.lines.find(({ msg }) => msg === "api-caller failed");
  expect(errorText(failed?.["error"])).toMatch(/waiting up to 10 minutes for it to be provisioned/);
  await other.controller.setAgentPassword({ tag: "machine-0", password: other.password });
  await agent.waitForLine("api-caller started");
});

describe("init", () => {
  const secret = "planted-canary-password";
  const which = (dataDir: string) => ["--data-dir", dataDir, "--agent", "machine-0"];

  function flagsOf(flags: Record<string, string>): string[] {
    return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  }

  async function caFile(folder: string, text = site.controller.caCert): Promise<string> {
    const file = path.join(folder, "ca.pem");
    await fs.writeFile(file, text);
    return file;
  }

  test("refuses a place where nothing can be made, at once", async () => {
    await using folder = await temporaryFolder();
    const flags = ["--controller", "10.0.0.1:17070", "--ca-cert", await caFile(folder.path)];
    await using init = machineAgent(
      ["init", ...which("/proc/none/agent"), ...flags, "--model", model],
      secret,
    );
    const { code, stderr } = await init.ended;
    expect(stderr).toMatch(/^error ERR_FILE: cannot make \/proc\/none\/agent\/.*ENOENT/);
    expect(code).toBe(1);
  });

  test("never overwrites an agent.conf", async () => {
    await using folder = await temporaryFolder();
    const before = await fs.readFile(site.conf, "utf8");
    const caCert = await caFile(folder.path);
    const flags = ["--controller", "10.0.0.1:17070", "--ca-cert", caCert, "--model", model];
    const { code, line } = await refusal(["init", ...site.choice, ...flags], secret);
    expect(line).toContain("ERR_AGENT_CONF_EXISTS");
    expect(line).not.toContain(secret);
    expect(code).toBe(2);
    expect(await fs.readFile(site.conf, "utf8")).toBe(before);
  });

  test.each([
    ["no password", {}, "", "ERR_SECRET_MISSING"],
    ["an address without a port", { controller: "10.0.0.1" }, secret, "ERR_INVALID_ADDRESS"],
    ["a model that is no UUID", { model: "production" }, secret, "ERR_INVALID_UUID"],
    ["a CA file that is not there", { caCert: "/nowhere/ca.pem" }, secret, "ERR_FILE_UNREADABLE"],
    ["a CA that is no certificate", { caCert: "not a CA" }, secret, "ERR_INVALID_VALUE"],
  ])("refuses %s, and writes nothing", async (_, wrong, stdin, expected) => {
    await using folder = await temporaryFolder();
    const given: Record<string, string> = wrong;
    const caCert =
      given["caCert"] === "not a CA"
        ? await caFile(folder.path, "not a CA")
        : (given["caCert"] ?? (await caFile(folder.path)));
    const dataDir = path.join(folder.path, "agent");
    const controller = given["controller"] ?? "10.0.0.1:17070";
    const { code, line } = await refusal(
      [
        "init",
        ...which(dataDir),
        ...flagsOf({ controller, "ca-cert": caCert, model: given["model"] ?? model }),
      ],
      stdin,
    );
    expect(line).toContain(expected);
    expect(code).toBe(2);
    await expect(fs.readdir(dataDir)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("has no way to take the password as an argument", async () => {
    const { code, line } = await refusal(
      ["init", ...which("/nowhere"), "--password", secret, "--controller", "10.0.0.1:17070"],
      "",
    );
    expect(code).toBe(2);
    expect(line).not.toContain(secret);
  });
});
