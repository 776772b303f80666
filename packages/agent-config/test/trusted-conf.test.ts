import fs from "node:fs/promises";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { initAgent, openAgent, readAgent } from "../src/index.js";
import { emptyDataDir, madeAgent, newAgent, TAG } from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

const untrusted = { code: "ERR_FILE_UNTRUSTED" };
const quiet = { tag: TAG, recheckInterval: Infinity } as const;

describe("an agent.conf that others could have written is not acted upon", () => {
  test.each([
    ["by its own mode", (conf: string) => fs.chmod(conf, 0o666)],
    ["by its folder's mode", (conf: string) => fs.chmod(path.dirname(conf), 0o777)],
    [
      "by a symbolic link",
      async (conf: string) => {
        await fs.rename(conf, `${conf}.elsewhere`);
        await fs.symlink(`${conf}.elsewhere`, conf);
      },
    ],
  ])("%s", async (_how, loosen) => {
    await using made = await madeAgent();
    const { dataDir } = made;
    await loosen(made.conf);
    await expect(openAgent({ ...quiet, dataDir })).rejects.toMatchObject(untrusted);
    await expect(readAgent({ dataDir, tag: TAG })).rejects.toMatchObject(untrusted);
  });

  test("while the agent runs: it goes on with what it had", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    const before = agent.currentConfig();
    const text = await fs.readFile(made.conf, "utf8");
    await fs.writeFile(made.conf, text.replace(/^values:.*$/m, "values: {workers: ./theirs.mjs}"));
    await fs.chmod(made.conf, 0o666);
    await expect(agent.reload()).rejects.toMatchObject(untrusted);
    expect(agent.currentConfig()).toBe(before);
  });
});

test("a folder that others may change is refused before anything is written into it", async () => {
  await using made = await emptyDataDir();
  const folder = path.join(made.dataDir, "agents", TAG);
  await fs.mkdir(folder, { recursive: true });
  await fs.chmod(folder, 0o777);
  await expect(initAgent(newAgent(made.dataDir))).rejects.toMatchObject(untrusted);
  expect(await fs.readdir(folder)).toEqual([]);
});

test("an agent.conf that others could read is its owner's alone from then on, and that is said", async () => {
  await using made = await madeAgent();
  await fs.chmod(made.conf, 0o644);
  const logger = new RecordingLogger();
  await using agent = await openAgent({ ...quiet, dataDir: made.dataDir, logger });
  expect(agent.durability).toEqual({ state: "full" });
  expect((await fs.stat(made.conf)).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(logger.lines)).toMatch(/others could read.*0644/);
});
