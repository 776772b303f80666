import fs from "node:fs/promises";
import path from "node:path";
import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import {
  agentPaths,
  type FilePort,
  initAgent,
  modelView,
  nodeFiles,
  openAgent,
} from "../src/index.js";
import {
  type DiskCall,
  emptyDataDir,
  faultyDisk,
  MODEL,
  newAgent,
  TAG,
} from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

/** Planted wherever a password may stand: never to be seen but in files of mode 0600. */
const CANARY = "canary7Kq2mZ";

const steps: readonly DiskCall["call"][] = [
  "create",
  "write",
  "sync",
  "close",
  "rename",
  "sync folder",
];

describe("a planted password", () => {
  for (const step of steps) {
    test(`is in no log and no error where the disk refuses to ${step}`, async () => {
      await using made = await emptyDataDir();
      await initAgent({ ...newAgent(made.dataDir), password: `${CANARY}-bootstrap` });
      const logger = new RecordingLogger();
      let armed = false;
      const files = faultyDisk(nodeFiles, ({ call }) =>
        armed && call === step ? "EIO" : undefined,
      );
      await using agent = await openAgent({
        dataDir: made.dataDir,
        tag: TAG,
        files,
        logger,
        recheckInterval: Infinity,
      });
      armed = true;
      const change = agent.changeConfig((config) => config.setPassword(`${CANARY}-new`));
      const error: unknown = await change.catch((refusal: unknown) => refusal);
      const shown = [
        error,
        logger.lines,
        agent,
        agent.currentConfig(),
        modelView(agent, { model: MODEL }),
      ];
      expect(inspect(shown, { depth: 12, showHidden: true })).not.toContain(CANARY);
      expect(error).toBeInstanceOf(Error);
    });
  }

  test("is in no log and no error where agent.conf is restored or malformed", async () => {
    await using made = await emptyDataDir();
    await initAgent({ ...newAgent(made.dataDir), password: `${CANARY}-bootstrap` });
    const logger = new RecordingLogger();
    const text = await fs.readFile(made.conf, "utf8");
    await fs.writeFile(made.conf, text.slice(0, -20));
    await using agent = await openAgent({
      dataDir: made.dataDir,
      tag: TAG,
      logger,
      recheckInterval: Infinity,
    });
    await fs.writeFile(made.conf, `${text}apipassword: [${CANARY}\n`);
    const error: unknown = await agent.reload().catch((refusal: unknown) => refusal);
    expect(agent.recoveries).toHaveLength(1);
    expect(error).toMatchObject({ code: "ERR_AGENT_CONF_FORMAT" });
    expect(
      inspect([error, logger.lines, agent.recoveries], { depth: 12, showHidden: true }),
    ).not.toContain(CANARY);
  });

  test("is only ever in files of mode 0600, from their first byte, whatever the umask", async () => {
    await using made = await emptyDataDir();
    const before = process.umask(0);
    try {
      const modes = new Set<number>();
      const files: FilePort = {
        ...nodeFiles,
        create: async (file, mode) => {
          const opened = await nodeFiles.create(file, mode);
          modes.add((await fs.stat(file)).mode & 0o777);
          return opened;
        },
      };
      await initAgent({ ...newAgent(made.dataDir), password: `${CANARY}-bootstrap`, files });
      await using agent = await openAgent({
        dataDir: made.dataDir,
        tag: TAG,
        files,
        recheckInterval: Infinity,
      });
      await agent.changeConfig((config) => config.setPassword(`${CANARY}-new`));
      await fs.writeFile(made.conf, "# format 2.0\n");
      await agent.changeConfig((config) => config.setOldPassword(`${CANARY}-old`));
      expect(modes).toEqual(new Set([0o600]));
    } finally {
      process.umask(before);
    }
    for (const name of await fs.readdir(made.folder)) {
      const file = path.join(made.folder, name);
      const holdsIt = (await fs.readFile(file, "latin1")).includes(CANARY);
      expect({ name, isOpen: holdsIt && ((await fs.stat(file)).mode & 0o777) !== 0o600 }).toEqual({
        name,
        isOpen: false,
      });
    }
  });
});

describe("a password that a hand edit put elsewhere", () => {
  test.each([
    ["joined with the tag's line", `tag: machine-0 ${CANARY}`],
    ["indented below the tag", `tag: machine-0\n  ${CANARY}`],
    ["as an address", `tag: machine-0\napiaddresses:\n- ${CANARY}`],
    ["as the model", `tag: machine-0\nmodel: ${CANARY}`],
    ["as a value's key", `tag: machine-0\nvalues:\n  ${CANARY}:\n  - x`],
    ["as a key, above what is broken", `tag: machine-0\n${CANARY}:\n- 'open`],
  ])("is not quoted by the error that names the line: %s", async (_what, text) => {
    await using made = await emptyDataDir();
    await initAgent(newAgent(made.dataDir));
    const { conf, lastGood } = agentPaths(made.dataDir, TAG);
    await fs.rm(lastGood);
    await fs.writeFile(conf, `# format 2.0\n${text}\n`);
    const refusal: unknown = await openAgent({ dataDir: made.dataDir, tag: TAG }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: "ERR_AGENT_CONF_FORMAT" });
    expect(inspect(refusal)).not.toContain(CANARY);
  });

  test("is not quoted where it became the format", async () => {
    await using made = await emptyDataDir();
    await initAgent(newAgent(made.dataDir));
    const { conf, lastGood } = agentPaths(made.dataDir, TAG);
    await fs.rm(lastGood);
    await fs.writeFile(conf, `# format ${CANARY}\n`);
    const opened = openAgent({ dataDir: made.dataDir, tag: TAG });
    const refusal: unknown = await opened.catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "ERR_AGENT_CONF_FORMAT" });
    expect(inspect(refusal)).not.toContain(CANARY);
  });
});
