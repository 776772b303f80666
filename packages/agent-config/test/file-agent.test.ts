import fs from "node:fs/promises";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { type AgentConfigSetter, knownPasswords, nodeFiles, openAgent } from "../src/index.js";
import {
  BOOTSTRAP,
  type DiskCall,
  emptyDataDir,
  faultyDisk,
  madeAgent,
  MODEL,
  CONTROLLER,
  TAG,
} from "./fixtures/made-agent.js";

const FRESH = "a-fresh-password-of-24-b";
const quiet = { tag: TAG, recheckInterval: Infinity } as const;
const rotate = (config: AgentConfigSetter): void => {
  config.setPassword(FRESH);
  config.setOldPassword(BOOTSTRAP);
};

describe("an agent's configuration", () => {
  test("says what its agent.conf says", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const config = agent.currentConfig();
    expect(config).toMatchObject({
      tag: TAG,
      nonce: "",
      dataDir: made.dataDir,
      model: MODEL,
      controller: CONTROLLER,
      oldPassword: BOOTSTRAP,
      apiAddresses: ["127.0.0.1:17070"],
    });
    expect(config.apiInfo()).toEqual({
      addrs: ["127.0.0.1:17070"],
      caCert: config.caCert,
      tag: TAG,
      nonce: "",
      password: "",
      modelTag: MODEL,
    });
    expect(knownPasswords(config)).toEqual([BOOTSTRAP]);
  });

  test("is a snapshot, which a later change leaves alone", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const before = agent.currentConfig();
    await agent.changeConfig((config) => {
      rotate(config);
      config.setApiAddresses(["10.0.0.1:17070", "[::1]:17070"]);
      config.setValue("key", "value");
    });
    expect(before.apiInfo()?.password).toBe("");
    expect(before.value("key")).toBeUndefined();
    expect(() => Object.assign(before, { tag: "machine-1" })).toThrow(TypeError);
    expect(() => Object.assign(before.apiAddresses, { 0: "elsewhere:1" })).toThrow(TypeError);
    const after = agent.currentConfig();
    expect(after.apiInfo()).toMatchObject({
      password: FRESH,
      addrs: ["10.0.0.1:17070", "[::1]:17070"],
    });
    expect(after.value("key")).toBe("value");
  });

  test("shows no secret when it is printed or turned into JSON", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await agent.changeConfig(rotate);
    const { inspect } = await import("node:util");
    const shown = [agent, agent.currentConfig()].map((it) =>
      inspect(it, { depth: 9, showHidden: true }),
    );
    shown.push(JSON.stringify(agent.currentConfig()));
    expect(shown.join()).not.toMatch(new RegExp(`${FRESH}|${BOOTSTRAP}`));
  });

  test("puts a controller's own port first, as Juju does", async () => {
    await using made = await madeAgent();
    await fs.appendFile(made.conf, "apiport: 17070\ncontrollerkey: a-key\n");
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(agent.currentConfig().apiInfo()?.addrs).toEqual(["localhost:17070", "127.0.0.1:17070"]);
    expect(agent.currentConfig().apiAddresses).toEqual(["127.0.0.1:17070"]);
  });

  test("has no API info without addresses, and keeps its password all the same", async () => {
    await using made = await madeAgent();
    const text = await fs.readFile(made.conf, "utf8");
    const without = text.replace("apiaddresses:\n- '127.0.0.1:17070'\n", `apipassword: ${FRESH}\n`);
    await fs.writeFile(made.conf, without);
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(agent.currentConfig().apiInfo()).toBeUndefined();
    await agent.changeConfig((config) => config.setApiAddresses(["10.0.0.1:1"]));
    expect(agent.currentConfig().apiInfo()?.password).toBe(FRESH);
  });

  test.each([
    ["missing", async () => undefined, "ERR_AGENT_CONF_MISSING"],
    [
      "of another agent",
      (conf: string) => fs.writeFile(conf, "# format 2.0\ntag: machine-9\n"),
      "ERR_AGENT_CONF_TAG",
    ],
    [
      "malformed",
      (conf: string) => fs.writeFile(conf, "# format 2.0\ntag: [\n"),
      "ERR_AGENT_CONF_FORMAT",
    ],
    ["a folder", (conf: string) => fs.mkdir(conf), "ERR_FILE"],
  ])(
    "is refused where its file is %s, in one line, leaving the file as it is",
    async (_, write, code) => {
      await using made = await emptyDataDir();
      await fs.mkdir(made.folder, { recursive: true });
      await write(made.conf);
      const before = await contents(made.folder);
      const error: unknown = await openAgent({ ...quiet, dataDir: made.dataDir }).catch(
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ code, message: expect.not.stringContaining("\n") });
      expect(error).toHaveProperty("message", expect.stringContaining(made.conf));
      expect(await contents(made.folder)).toEqual(before);
    },
  );
});

describe("a change", () => {
  test("is in a file of mode 0600, which another process reads", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await agent.changeConfig(rotate);
    await using other = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(knownPasswords(other.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    const files = [made.conf, made.lastGood];
    const modes = await Promise.all(files.map(async (file) => (await fs.stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600]);
  });

  test("that is refused changes nothing, and what its mutator threw comes back unchanged", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const before = { files: await contents(made.folder), config: agent.currentConfig() };
    const reason = new Error("I changed my mind");
    await expect(
      agent.changeConfig((config) => {
        rotate(config);
        throw reason;
      }),
    ).rejects.toBe(reason);
    expect(agent.currentConfig()).toBe(before.config);
    expect(await contents(made.folder)).toEqual(before.files);
  });

  test.each<[string, (config: AgentConfigSetter) => void]>([
    ["no addresses", (config) => config.setApiAddresses([])],
    ["an address without a port", (config) => config.setApiAddresses(["10.0.0.1"])],
    ["a model that is none", (config) => config.migrate({ model: "model-rubbish" })],
    ["a CA that is none", (config) => config.setCaCert("-----BEGIN CERTIFICATE-----")],
    ["no CA at all", (config) => config.setCaCert("")],
    ["half a surrogate pair", (config) => config.setPassword("\ud800")],
  ])("to %s is refused with a code", async (_, mutate) => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const before = await contents(made.folder);
    await expect(agent.changeConfig(mutate)).rejects.toMatchObject({ code: "ERR_CONFIG_VALUE" });
    expect(await contents(made.folder)).toEqual(before);
  });

  test("by an async mutator is refused, and what it sets later is refused too", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    let late: Promise<void> = Promise.resolve();
    // oxlint-disable-next-line typescript/no-misused-promises -- what is tried is just that
    const change = agent.changeConfig((config) => {
      late = Promise.resolve().then(() => config.setPassword(FRESH));
      return late;
    });
    await expect(change).rejects.toMatchObject({ code: "ERR_CONFIG_MUTATOR" });
    await expect(late).rejects.toMatchObject({ code: "ERR_CONFIG_MUTATOR" });
    expect(knownPasswords(agent.currentConfig())).toEqual([BOOTSTRAP]);
  });

  test("comes after those asked for before, and sees what they did", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const count = (): number => Number(agent.currentConfig().value("count") ?? 0);
    const changes = Array.from({ length: 5 }, () =>
      agent.changeConfig((config) => config.setValue("count", String(count() + 1))),
    );
    await Promise.all(changes);
    expect(count()).toBe(5);
  });

  test("starts from what another process has just written", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await using other = await openAgent({ ...quiet, dataDir: made.dataDir });
    await other.changeConfig(rotate);
    let seen: readonly string[] = [];
    await agent.changeConfig((config) => {
      seen = knownPasswords(agent.currentConfig());
      config.setValue("key", "value");
    });
    expect(seen).toEqual([FRESH, BOOTSTRAP]);
    await other.reload();
    expect(other.currentConfig().value("key")).toBe("value");
    expect(knownPasswords(other.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
  });

  test("of nothing makes durable what another process may have left unsynced", async () => {
    await using made = await madeAgent();
    const calls: DiskCall[] = [];
    const files = faultyDisk(nodeFiles, (call) => void calls.push(call));
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    const text = await fs.readFile(made.conf, "utf8");
    await fs.writeFile(
      made.conf,
      text.replace("oldpassword", `apipassword: ${FRESH}\noldpassword`),
    );
    calls.length = 0;
    await agent.changeConfig(rotate);
    const made2 = calls.filter(({ call }) => call.startsWith("sync")).slice(0, 2);
    expect(made2).toEqual([
      { call: "sync", path: made.conf },
      { call: "sync folder", path: made.folder },
    ]);
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
  });

  test("syncs each file before it gets its name, and the folder before the next step", async () => {
    await using made = await madeAgent();
    const calls: DiskCall[] = [];
    const files = faultyDisk(nodeFiles, (call) => void calls.push(call));
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    await agent.changeConfig(() => undefined);
    calls.length = 0;
    await agent.changeConfig(rotate);
    const steps = calls.map(({ call, path: file }) => `${call} ${path.basename(file)}`);
    expect(steps.slice(steps.indexOf("create agent.conf.holdfast-new"))).toEqual([
      "create agent.conf.holdfast-new",
      "write agent.conf.holdfast-new",
      "sync agent.conf.holdfast-new",
      "close agent.conf.holdfast-new",
      "create agent.conf.last-good.holdfast-new",
      "write agent.conf.last-good.holdfast-new",
      "sync agent.conf.last-good.holdfast-new",
      "close agent.conf.last-good.holdfast-new",
      "rename agent.conf",
      `sync folder ${TAG}`,
      "rename agent.conf.last-good",
      `sync folder ${TAG}`,
    ]);
  });

  test("adds what Juju crashes without", async () => {
    await using made = await madeAgent();
    const text = await fs.readFile(made.conf, "utf8");
    await fs.writeFile(made.conf, text.replace(/upgradedToVersion.*\n/, ""));
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await agent.changeConfig(rotate);
    expect(await fs.readFile(made.conf, "utf8")).toMatch(/^upgradedToVersion: '0\.0\.0'$/m);
  });

  test("keeps the passwords it displaces, the newest eight", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    for (let turn = 1; turn <= 10; turn++) {
      await agent.changeConfig((config) => {
        config.setOldPassword(agent.currentConfig().apiInfo()?.password ?? "");
        config.setPassword(`p${turn}`);
      });
    }
    const expected = ["p10", "p9", "p8", "p7", "p6", "p5", "p4", "p3", "p2", "p1"];
    expect(knownPasswords(agent.currentConfig())).toEqual(expected);
    await using other = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(knownPasswords(other.currentConfig())).toEqual(expected);
  });
});

describe("a closed agent", () => {
  test("changes nothing more, and says so by a code", async () => {
    await using made = await madeAgent();
    const agent = await openAgent({ tag: TAG, dataDir: made.dataDir });
    await agent[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
    await expect(agent.changeConfig(rotate)).rejects.toMatchObject({ code: "ERR_AGENT_CLOSED" });
    await expect(agent.reload()).rejects.toMatchObject({ code: "ERR_AGENT_CLOSED" });
    expect(knownPasswords(agent.currentConfig())).toEqual([BOOTSTRAP]);
  });
});

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await fs.readdir(folder)).filter((name) => !name.endsWith(".lock"));
  const read = names.map(async (name): Promise<[string, string]> => {
    const file = path.join(folder, name);
    return [name, (await fs.stat(file)).isDirectory() ? "folder" : await fs.readFile(file, "utf8")];
  });
  return Object.fromEntries(await Promise.all(read));
}
