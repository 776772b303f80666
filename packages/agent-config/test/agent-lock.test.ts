import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { lockAgent, nodeFiles, openAgent } from "../src/index.js";
import { emptyDataDir, faultyDisk, madeAgent, TAG } from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(here, "../../../tools/repo/src/resolve-sources.ts");
const name = "machine-agent";

function otherProcess(...args: string[]): ChildProcess {
  const script = path.join(here, "fixtures/other-process.ts");
  return spawn(
    process.execPath,
    ["--conditions=@holdfast/source", "--import", sources, script, ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
}

describe("the lock of an agent", () => {
  test("refuses another process, naming the holder's pid, in one line with a code", async () => {
    await using made = await madeAgent();
    const holder = otherProcess(made.dataDir, "lock");
    await once(holder.stdout ?? holder, "data");
    const refusal: unknown = await lockAgent({ dataDir: made.dataDir, tag: TAG, name }).catch(
      (e: unknown) => e,
    );
    expect(refusal).toMatchObject({ code: "ERR_AGENT_LOCKED", pid: holder.pid });
    expect(refusal).toHaveProperty(
      "message",
      expect.stringMatching(new RegExp(`^[^\\n]*process ${holder.pid}\\)[^\\n]*$`)),
    );
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await using lock = await lockAgent({ dataDir: made.dataDir, tag: TAG, name });
    expect(lock.path).toBe(path.join(made.folder, "machine-agent.lock"));
  });

  test("is free again once it was given back", async () => {
    await using made = await madeAgent();
    for (let turn = 0; turn < 3; turn++) {
      await using lock = await lockAgent({ dataDir: made.dataDir, tag: TAG, name });
      await expect(lockAgent({ dataDir: made.dataDir, tag: TAG, name })).rejects.toMatchObject({
        code: "ERR_AGENT_LOCKED",
        pid: process.pid,
      });
      expect(await fs.readFile(lock.path.replace(/lock$/, "pid"), "utf8")).toBe(`${process.pid}\n`);
    }
  });

  test("excludes nobody of another name, and no change of the configuration", async () => {
    await using made = await madeAgent();
    await using one = await lockAgent({ dataDir: made.dataDir, tag: TAG, name });
    await using two = await lockAgent({ dataDir: made.dataDir, tag: TAG, name: "model-agent" });
    expect(one.path).not.toBe(two.path);
    await using agent = await openAgent({
      dataDir: made.dataDir,
      tag: TAG,
      recheckInterval: Infinity,
    });
    await agent.changeConfig((config) => config.setValue("a", "b"));
    expect(agent.currentConfig().value("a")).toBe("b");
  });

  test("is held on a full disk, which has no room for the holder's pid", async () => {
    await using made = await madeAgent();
    const files = faultyDisk(nodeFiles, ({ call }) => (call === "create" ? "ENOSPC" : undefined));
    const logger = new RecordingLogger();
    await using lock = await lockAgent({ dataDir: made.dataDir, tag: TAG, name, files, logger });
    expect((await fs.stat(lock.path)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(logger.lines)).toContain("cannot write down which process");
    const another = lockAgent({ dataDir: made.dataDir, tag: TAG, name });
    await expect(another).rejects.toMatchObject({ code: "ERR_AGENT_LOCKED" });
  });

  test.each(["EROFS", "ENOSPC"])(
    "keeps no agent away where the disk says %s, and says so",
    async (code) => {
      await using made = await madeAgent();
      const refusal = Object.assign(new Error(code), { code });
      const tryLock = (): never => {
        throw refusal;
      };
      const logger = new RecordingLogger();
      const files = { ...nodeFiles, tryLock };
      await using lock = await lockAgent({ dataDir: made.dataDir, tag: TAG, name, files, logger });
      expect(lock.path).toContain(name);
      expect(JSON.stringify(logger.lines)).toMatch(
        /cannot keep a second process .* cannot be written/,
      );
    },
  );

  test("says so where the agent has no folder", async () => {
    await using made = await emptyDataDir();
    await expect(lockAgent({ dataDir: made.dataDir, tag: TAG, name })).rejects.toMatchObject({
      code: "ERR_AGENT_CONF_MISSING",
    });
  });
});

describe("changes by several processes", () => {
  test("come one after another: none is lost", async () => {
    await using made = await madeAgent();
    const others = [1, 2, 3].map(() => otherProcess(made.dataDir, "count", "10"));
    const codes = await Promise.all(others.map(async (other) => (await once(other, "exit"))[0]));
    expect(codes).toEqual([0, 0, 0]);
    await using agent = await openAgent({
      dataDir: made.dataDir,
      tag: TAG,
      recheckInterval: Infinity,
    });
    expect(agent.currentConfig().value("count")).toBe("30");
  });

  test("wait for one that takes long, but not for ever", async () => {
    await using made = await madeAgent();
    const lock = nodeFiles.tryLock(made.changeLock);
    await using agent = await openAgent({
      dataDir: made.dataDir,
      tag: TAG,
      recheckInterval: Infinity,
      lockTimeout: 20,
    });
    expect(agent.durability.state).toBe("degraded");
    const change = agent.changeConfig((config) => config.setValue("a", "b"));
    await expect(change).rejects.toMatchObject({ code: "ERR_AGENT_BUSY" });
    lock?.[Symbol.dispose]();
    await agent.changeConfig((config) => config.setValue("a", "b"));
    expect(agent.durability.state).toBe("full");
  });

  test("do not hold up the closing of an agent that waits", async () => {
    await using made = await madeAgent();
    const agent = await openAgent({ dataDir: made.dataDir, tag: TAG, recheckInterval: Infinity });
    using lock = nodeFiles.tryLock(made.changeLock);
    expect(lock).toBeDefined();
    const change = agent.changeConfig((config) => config.setValue("a", "b"));
    const refusal = change.catch((error: unknown) => error);
    await agent[Symbol.asyncDispose]();
    expect(await refusal).toMatchObject({ code: "ERR_AGENT_CLOSED" });
  });
});
