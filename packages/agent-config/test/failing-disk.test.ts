import fs from "node:fs/promises";
import path from "node:path";

import { describe, expect, test } from "vitest";

import {
  type AgentConfigSetter,
  type FilePort,
  knownPasswords,
  nodeFiles,
  openAgent,
} from "../src/index.js";
import { BOOTSTRAP, type DiskCall, faultyDisk, madeAgent, TAG } from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

const FRESH = "a-fresh-password-of-24-b";
const quiet = { tag: TAG, recheckInterval: Infinity } as const;
const rotate = (config: AgentConfigSetter): void => {
  config.setPassword(FRESH);
  config.setOldPassword(BOOTSTRAP);
};

describe("a failing disk", () => {
  const refusals: [DiskCall["call"], string, string][] = [
    ["create", "ENOSPC", "ERR_FILE_NO_SPACE"],
    ["create", "EROFS", "ERR_FILE_READ_ONLY"],
    ["create", "EACCES", "ERR_FILE_PERMISSION"],
    ["create", "EMFILE", "ERR_FILE"],
    ["write", "ENOSPC", "ERR_FILE_NO_SPACE"],
    ["write", "EDQUOT", "ERR_FILE_NO_SPACE"],
    ["sync", "EIO", "ERR_FILE_IO"],
    ["close", "EIO", "ERR_FILE_IO"],
    ["rename", "EPERM", "ERR_FILE_PERMISSION"],
    ["sync folder", "EIO", "ERR_FILE_IO"],
  ];
  for (const [call, word, code] of refusals) {
    for (const which of call === "sync folder"
      ? ["agent.conf"]
      : ["agent.conf", "agent.conf.last-good"]) {
      test(`refusing to ${call} ${which} with ${word} rejects a change and leaves all as it was`, async () => {
        await using made = await madeAgent();
        let armed = false;
        let replaced = false;
        const files = faultyDisk(nodeFiles, (its) => {
          const fails =
            armed &&
            its.call === call &&
            (isFor(its, which) || (replaced && call === "sync folder"));
          replaced ||= armed && its.call === "rename" && its.path === made.conf;
          return fails ? word : undefined;
        });
        await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
        const before = { files: await contents(made.folder), config: agent.currentConfig() };
        armed = true;
        const change = agent.changeConfig(rotate);
        await expect(change).rejects.toMatchObject({ code, cause: { code: word } });
        armed = false;
        expect(agent.currentConfig()).toBe(before.config);
        expect(await contents(made.folder)).toEqual(before.files);
        await agent.changeConfig(rotate);
        expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
      });
    }
  }

  test("refusing to sync what is there rejects a change before it begins", async () => {
    await using made = await madeAgent();
    let armed = false;
    const files = faultyDisk(nodeFiles, ({ call, path: file }) =>
      armed && call === "sync" && file === made.conf ? "EIO" : undefined,
    );
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    armed = true;
    let asked = false;
    const change = agent.changeConfig(() => void (asked = true));
    await expect(change).rejects.toMatchObject({ code: "ERR_FILE_IO" });
    expect(asked).toBe(false);
  });

  test("that takes a few bytes at a time gets them all", async () => {
    await using made = await madeAgent();
    const files = faultyDisk(nodeFiles, () => undefined, 7);
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    await agent.changeConfig(rotate);
    await using other = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(knownPasswords(other.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
  });

  test("that takes no byte at all is full, even where it says nothing", async () => {
    await using made = await madeAgent();
    const files = faultyDisk(nodeFiles, () => undefined, 0);
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    await expect(agent.changeConfig(rotate)).rejects.toMatchObject({ code: "ERR_FILE_NO_SPACE" });
  });

  test("whose folders cannot be synced degrades durability, said once in a warning and kept in view", async () => {
    await using made = await madeAgent();
    const logger = new RecordingLogger();
    const files = faultyDisk(nodeFiles, ({ call }) =>
      call === "sync folder" ? "EINVAL" : undefined,
    );
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files, logger });
    await agent.changeConfig(rotate);
    await agent.changeConfig((config) => config.setValue("a", "b"));
    expect(agent.durability).toEqual({
      state: "degraded",
      reasons: [`${made.folder} cannot be synced (EINVAL)`],
    });
    expect(logger.lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  test("that can only be read is read, and says what it cannot promise", async () => {
    await using made = await madeAgent();
    const files: FilePort = {
      ...nodeFiles,
      tryLock: () => {
        throw Object.assign(new Error("read-only"), { code: "EROFS" });
      },
    };
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, files });
    expect(knownPasswords(agent.currentConfig())).toEqual([BOOTSTRAP]);
    expect(agent.durability.state).toBe("degraded");
    await expect(agent.changeConfig(rotate)).rejects.toMatchObject({ code: "ERR_FILE_READ_ONLY" });
  });
});

describe("what a crash left behind", () => {
  test("does not hinder an agent that is open already", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await fs.writeFile(`${made.conf}.holdfast-new`, "half a pass", { mode: 0o644 });
    await agent.changeConfig(rotate);
    expect((await fs.stat(made.conf)).mode & 0o777).toBe(0o600);
  });

  test("is removed when the agent is opened; what is not ours stays", async () => {
    await using made = await madeAgent();
    const stale = `${made.conf}.holdfast-new`;
    const theirs = path.join(made.folder, "agent.conf123456");
    await fs.writeFile(stale, "half a pass", { mode: 0o600 });
    await fs.writeFile(theirs, "Juju's");
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    expect(agent.durability.state).toBe("full");
    const names = await fs.readdir(made.folder);
    expect(names).not.toContain(path.basename(stale));
    expect(names).toContain(path.basename(theirs));
  });
});

function isFor({ call, path: file }: DiskCall, which: string): boolean {
  const name = path.basename(file);
  return call === "rename" ? name === which : name.startsWith(`${which}.holdfast-`);
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await fs.readdir(folder)).filter((name) => !name.endsWith(".lock"));
  const read = names.map(async (name): Promise<[string, string]> => {
    const file = path.join(folder, name);
    return [name, (await fs.stat(file)).isDirectory() ? "folder" : await fs.readFile(file, "utf8")];
  });
  return Object.fromEntries(await Promise.all(read));
}
