// `check` speaks for `run`: with the same words and the same agent.conf both end alike.
import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";

import { openAgent } from "@holdfast/agent-config";
import { agentExits } from "@holdfast/agent-runtime";
import { DisposalStack } from "@holdfast/ports";
import { runInProcess } from "@holdfast/program-testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { machineAgentProgram } from "../src/index.js";
import { Site, temporaryFolder } from "./kit/site.js";

let site: Site;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  site = await Site.start();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function command(...words: readonly string[]) {
  return runInProcess(machineAgentProgram, agentExits, [...words, "--log-level", "silent"]);
}

async function file(name: string, text: string): Promise<string> {
  const at = path.join(folder.path, name);
  await fs.writeFile(at, text);
  return at;
}

const worker = (name: string, inputs = "[]"): string => `
  const manifold = { inputs: ${inputs}, start: () => { throw new Error("started"); } };
  const one = { name: "${name}", install: (engine, make) => engine.install("${name}", make(manifold)) };
  export default { name: "mine", apiVersion: 1, workers: () => [one] };`;

const plugin = (register: string): string =>
  `export default { name: "vault", apiVersion: 1, register(container) { ${register} } };`;

/** What `run` and `check` both end with; the words of each have the code. */
async function both(words: readonly string[], code: string): Promise<number> {
  const run = await command("run", ...site.choice, ...words);
  const check = await command("check", ...site.choice, ...words);
  expect(run.stderr).toContain(code);
  expect(check.stdout + check.stderr).toContain(code);
  expect(check.code).toBe(run.code);
  return run.code;
}

describe("check and run both end with 2", () => {
  test.each([
    ["a strategy that is not there", ["--connect", "telepathy"], "ERR_PLUGIN_NOT_FOUND"],
    ["workers that are not there", ["--workers", "./nowhere.mjs"], "ERR_WORKERS_NOT_FOUND"],
    ["a page for other machines", ["--introspect", "0.0.0.0:8080"], "ERR_TCP_ADDRESS"],
    ["metrics for other machines", ["--metrics", "10.0.0.1:9171"], "ERR_TCP_ADDRESS"],
  ])("for %s", async (_, words, code) => {
    expect(await both(words, code)).toBe(2);
  });

  test("for a strategy that cannot be loaded, registers nothing, or is none", async () => {
    const broken = await file("broken.mjs", "throw new Error('no');");
    expect(await both(["--connect", broken], "ERR_PLUGIN_FAILED")).toBe(2);
    const empty = await file("empty.mjs", plugin(""));
    expect(await both(["--connect", empty], "ERR_PLUGIN_EMPTY")).toBe(2);
    const none = await file(
      "none.mjs",
      plugin(
        `container.register(Symbol.for("@holdfast/connect:ConnectStrategy"), { useValue: {} });`,
      ),
    );
    expect(await both(["--connect", none], "ERR_PLUGIN_INVALID")).toBe(2);
  });

  test("for workers of a name that is taken, and for workers in a circle", async () => {
    const taken = await file("taken.mjs", worker("api-caller"));
    expect(await both(["--workers", taken], "ERR_WORKERS_INVALID")).toBe(2);
    const circle = await file("circle.mjs", worker("round", `["round"]`));
    expect(await both(["--workers", circle], "ERR_WORKERS_INVALID")).toBe(2);
  });

  test("for options in agent.conf that are no JSON, or that the strategy does not have", async () => {
    await using own = await Site.start();
    const choice = async (options: string) => {
      await using conf = await openAgent({ dataDir: own.dataDir, tag: "machine-0" });
      await conf.changeConfig((setter) => setter.setValue("connect-options", options));
    };
    for (const options of ["{", `{"a": 1}`]) {
      await choice(options);
      const run = await command("run", ...own.choice);
      const check = await command("check", ...own.choice);
      expect(run.stderr).toContain("ERR_PLUGIN_OPTIONS");
      expect(check.stderr).toContain("ERR_PLUGIN_OPTIONS");
      expect([run.code, check.code]).toEqual([2, 2]);
    }
  });
});

test("a strategy of a third party is loaded, and its login left to run", async () => {
  const good = await file(
    "good.mjs",
    plugin(
      `container.register(Symbol.for("@holdfast/connect:ConnectStrategy"), { useValue: { connect() {} } });`,
    ),
  );
  const { code, stdout } = await command("check", ...site.choice, "--connect", good);
  expect(stdout).toMatch(/^ok {2}plugins and workers: /m);
  expect(stdout).toMatch(/^\? {3}login: is not tried: the strategy vault/m);
  expect(code).toBe(0);
});

test("nothing that check loads is started", async () => {
  const started = await file("started.mjs", worker("mine"));
  const { code, stdout } = await command("check", ...site.choice, "--workers", started);
  expect(stdout).not.toContain("started");
  expect(code).toBe(0);
});

const mayMount = spawnSync("unshare", ["-m", "true"]).status === 0;

test.skipIf(!mayMount)(
  "a file system that is read-only keeps out whom nobody has admitted yet, and warns others",
  async () => {
    await using own = await Site.start();
    const mount = (...words: readonly string[]) => {
      const { stderr, status } = spawnSync("mount", [...words, own.dataDir], { encoding: "utf8" });
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    };
    mount("--bind", own.dataDir);
    await using unmount = new DisposalStack();
    unmount.defer(() => expect(spawnSync("umount", [own.dataDir]).status).toBe(0));

    mount("-o", "remount,bind,ro");
    const before = await command("check", ...own.choice);
    expect(before.stderr).toMatch(/storage: ERR_FILE_READ_ONLY: cannot write in .*remount/);
    expect(before.code).toBe(1);

    mount("-o", "remount,bind,rw");
    await using agent = own.start();
    await agent.waitForLine("api-address-updater started");
    await agent[Symbol.asyncDispose]();
    const admitted = await command("check", ...own.choice);
    expect(admitted.stdout).toMatch(/^ok {2}storage: can be written$/m);

    mount("-o", "remount,bind,ro");
    const after = await command("check", ...own.choice);
    expect(after.stdout).toMatch(/^\? {3}storage: ERR_FILE_READ_ONLY: .*keeps nothing/m);
    expect(after.code).toBe(0);
  },
);
