import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { openAgent } from "@holdfast/agent-config";
import { agentExits } from "@holdfast/agent-runtime";
import { ProgramProcess, runInProcess } from "@holdfast/program-testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { machineAgentProgram } from "../src/index.js";
import { Site, temporaryFolder } from "./kit/site.js";

const diskSpace = fileURLToPath(
  new URL("../../../packages/workers/examples/disk-space.ts", import.meta.url),
);

let site: Site;
beforeAll(async () => {
  site = await Site.start();
});
afterAll(() => site[Symbol.asyncDispose]());

test("the example tells the controller of a disk that runs full, through the agent's connection", async () => {
  await using agent = new ProgramProcess({
    program: new URL("../src/main.ts", import.meta.url).href,
    args: ["run", ...site.choice, "--workers", diskSpace],
    env: { DISK_SPACE_MIN_FREE: "101" },
  });
  await agent.waitForLine("disk-space started");
  const machine = async () => (await site.controller.status()).models[0]?.agents[0];
  await expect
    .poll(async () => (await machine())?.statusInfo)
    .toMatch(/^\/: \d+ % free, 101 % wanted$/);
  expect((await machine())?.status).toBe("started");
});

test("agent.conf can name modules, too, as values: {workers: …}", async () => {
  await using own = await Site.start();
  const module = path.join(own.dataDir, "mine.mjs");
  await fs.writeFile(
    module,
    `let stop; const ended = new Promise((resolve) => { stop = resolve; });
    const manifold = { inputs: [], start: () => ({ kill: stop, wait: () => ended }) };
    const mine = { name: "mine", install: (engine, make) => engine.install("mine", make(manifold)) };
    export default { name: "mine", apiVersion: 1, workers: () => [mine] };`,
  );
  {
    await using conf = await openAgent({ dataDir: own.dataDir, tag: "machine-0" });
    await conf.changeConfig((setter) => setter.setValue("workers", module));
  }
  await using agent = own.start();
  expect(await agent.waitForLine("mine started")).toMatchObject({ level: "info" });
});

test("agent.conf has the options of modules by their names, and each is given its own", async () => {
  await using own = await Site.start();
  const module = path.join(own.dataDir, "lamps.mjs");
  await fs.writeFile(
    module,
    `const options = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
    const lamp = (name) => {
      let stop; const ended = new Promise((resolve) => { stop = resolve; });
      const manifold = { inputs: [], start: () => ({ kill: stop, wait: () => ended }) };
      return { name, install: (engine, make) => engine.install(name, make(manifold)) };
    };
    const workers = (agent, { names }) => names.map(lamp);
    export default { name: "lamps", apiVersion: 1, options, workers };`,
  );
  const write = async (options: string): Promise<void> => {
    await using conf = await openAgent({ dataDir: own.dataDir, tag: "machine-0" });
    await conf.changeConfig((setter) => {
      setter.setValue("workers", module);
      setter.setValue("workers-options", options);
    });
  };
  await write('{"others": {}}');
  const run = ["run", ...own.choice, "--log-level", "silent"];
  const refused = await runInProcess(machineAgentProgram, agentExits, run);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/ERR_WORKERS_OPTIONS.*"others".*there is lamps/);
  await write('{"lamps": {"names": ["bow", "stern"]}}');
  await using agent = own.start();
  await agent.waitForLine("bow started");
});

describe("a module of workers is refused with exit code 2, and the agent does not start, where", () => {
  const header = `const named = (name) => ({ name, install: (engine, decorate) =>
    engine.install(name, decorate({ inputs: [], start: () => { throw new Error("no"); } })) });\n`;
  const valid = (workers: string): string =>
    `${header}export default { name: "mine", apiVersion: 1, workers: ${workers} };`;

  test.each([
    ["it is not there", undefined, "ERR_WORKERS_NOT_FOUND"],
    ["it does not parse", "export default {", "ERR_WORKERS_FAILED"],
    ["it throws", "throw new Error('boom')", "ERR_WORKERS_FAILED.*boom"],
    ["it exports nothing", "export const workers = []", "ERR_WORKERS_INVALID.*default export"],
    ["it has no version", "export default { name: 'mine' }", "ERR_WORKERS_INVALID.*apiVersion"],
    [
      "it is for another version",
      "export default { name: 'mine', apiVersion: 2 }",
      "ERR_WORKERS_VERSION.*version 2",
    ],
    ["its function throws", valid("() => { throw new Error('boom'); }"), "ERR_WORKERS_FAILED"],
    ["it gives no list", valid("() => 'one'"), "ERR_WORKERS_INVALID.*no array"],
    ["an entry is no worker", valid("() => [{ name: 'x' }]"), "ERR_WORKERS_INVALID.*entry 0"],
    [
      "a name is taken",
      valid("() => [named('api-caller')]"),
      'ERR_WORKERS_INVALID.*"api-caller".*already installed',
    ],
  ])("%s", async (_, text, expected) => {
    await using folder = await temporaryFolder();
    const module = path.join(folder.path, "mine.mjs");
    if (text !== undefined) await fs.writeFile(module, text);
    const run = ["run", ...site.choice, "--workers", module, "--log-level", "silent"];
    const { code, stdout, stderr } = await runInProcess(machineAgentProgram, agentExits, run);
    expect(stderr).toMatch(/^error ERR_[A-Z_]+: [^\n]*\n$/);
    expect(stderr).toMatch(new RegExp(expected));
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test.each([
    ["others may write it", 0o666, 0o755],
    ["others may replace it", 0o644, 0o777],
  ])("%s", async (_, mode, folderMode) => {
    await using folder = await temporaryFolder();
    const module = path.join(folder.path, "mine.mjs");
    await fs.writeFile(module, "throw new Error('it was run')");
    await fs.chmod(module, mode);
    await fs.chmod(folder.path, folderMode);
    const run = ["run", ...site.choice, "--workers", module, "--log-level", "silent"];
    const { code, stderr } = await runInProcess(machineAgentProgram, agentExits, run);
    expect(stderr).toMatch(/^error ERR_FILE_UNTRUSTED: /);
    expect(code).toBe(2);
  });
});
