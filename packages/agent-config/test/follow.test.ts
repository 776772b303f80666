import fs from "node:fs/promises";

import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import {
  type FileAgent,
  type FilePort,
  knownPasswords,
  nodeFiles,
  openAgent,
} from "../src/index.js";
import { BOOTSTRAP, madeAgent, TAG } from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

const FRESH = "a-fresh-password-of-24-b";

function changed(agent: FileAgent): Promise<void> {
  return new Promise((resolve) => {
    const stop = agent.subscribe(() => {
      stop();
      resolve();
    });
  });
}

describe("following a file that another process changes", () => {
  test("a change by another agent is noticed and told", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ tag: TAG, dataDir: made.dataDir });
    await using other = await openAgent({ tag: TAG, dataDir: made.dataDir });
    const noticed = changed(agent);
    await other.changeConfig((config) => config.setPassword(FRESH));
    await noticed;
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
  });

  test("an editor that writes in place is noticed, and never half", async () => {
    await using made = await madeAgent();
    const logger = new RecordingLogger();
    await using agent = await openAgent({ tag: TAG, dataDir: made.dataDir, logger });
    const text = await fs.readFile(made.conf, "utf8");
    const noticed = changed(agent);
    await fs.writeFile(made.conf, text.replace("17070", "17071"));
    await noticed;
    expect(agent.currentConfig().apiAddresses).toEqual(["127.0.0.1:17071"]);
  });

  test("where no watch can be had, it is looked at regularly", async () => {
    await using made = await madeAgent();
    const clock = new VirtualClock();
    const files: FilePort = {
      ...nodeFiles,
      watch: () => {
        throw Object.assign(new Error("no watches left"), { code: "ENOSPC" });
      },
    };
    const logger = new RecordingLogger();
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      clock,
      files,
      logger,
      recheckInterval: 1000,
    });
    await using other = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      recheckInterval: Infinity,
    });
    await other.changeConfig((config) => config.setPassword(FRESH));
    const noticed = changed(agent);
    await clock.advance(1000);
    await noticed;
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    expect(logger.lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  test("a file that cannot be read for a while is told once, and the last snapshot stays", async () => {
    await using made = await madeAgent();
    const logger = new RecordingLogger();
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      recheckInterval: Infinity,
      logger,
    });
    const before = agent.currentConfig();
    await fs.writeFile(made.conf, "# format 2.0\ntag: [\n");
    await expect(agent.reload()).rejects.toMatchObject({ code: "ERR_AGENT_CONF_FORMAT" });
    expect(agent.currentConfig()).toBe(before);
  });

  test("a listener that throws hinders no other, and is logged", async () => {
    await using made = await madeAgent();
    const logger = new RecordingLogger();
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      logger,
      recheckInterval: Infinity,
    });
    agent.subscribe(() => {
      throw new Error("a listener's own");
    });
    const noticed = changed(agent);
    await agent.changeConfig((config) => config.setPassword(FRESH));
    await noticed;
    expect(logger.lines).toMatchObject([{ level: "error" }]);
  });

  test("what ended its subscription is told nothing more", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      recheckInterval: Infinity,
    });
    let told = 0;
    const stop = agent.subscribe(() => told++);
    await agent.changeConfig((config) => config.setPassword(FRESH));
    await agent.changeConfig((config) => config.setPassword(FRESH));
    stop();
    await agent.changeConfig((config) => config.setPassword(`${FRESH}2`));
    expect(told).toBe(1);
  });

  test("a closed agent leaves no timer", async () => {
    await using made = await madeAgent();
    const clock = new VirtualClock();
    const agent = await openAgent({ tag: TAG, dataDir: made.dataDir, clock });
    expect(clock.pending).toBe(1);
    await agent[Symbol.asyncDispose]();
    expect(clock.pending).toBe(0);
  });
});
