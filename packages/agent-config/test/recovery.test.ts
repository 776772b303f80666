import fs from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { type FileAgent, knownPasswords, openAgent, readAgent } from "../src/index.js";
import { BOOTSTRAP, CONTROLLER, type DataDir, madeAgent, TAG } from "./fixtures/made-agent.js";
import { RecordingLogger } from "./fixtures/recording-logger.js";

const FRESH = "a-fresh-password-of-24-b";
const quiet = { tag: TAG, recheckInterval: Infinity } as const;

/** An agent that has replaced its password once, closed; and what its first `agent.conf` was. */
async function rotated(): Promise<DataDir & { first: string; now: string }> {
  const made = await madeAgent();
  const first = await fs.readFile(made.conf, "utf8");
  await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
  await agent.changeConfig((config) => {
    config.setPassword(FRESH);
    config.setOldPassword(BOOTSTRAP);
  });
  return { ...made, first, now: await fs.readFile(made.conf, "utf8") };
}

async function reopened(made: DataDir, logger = new RecordingLogger()): Promise<FileAgent> {
  return openAgent({ ...quiet, dataDir: made.dataDir, logger });
}

describe("the last good copy", () => {
  test.each<[string, string, (text: string) => string | undefined]>([
    ["missing", "missing", () => undefined],
    ["empty", "emptied", () => ""],
    ["blank", "emptied", () => "\n\n"],
    ["full of zeros, as after a power cut", "emptied", (text) => "\0".repeat(text.length)],
    ["cut short", "truncated", (text) => text.slice(0, 200)],
    [
      "cut short and filled with zeros",
      "truncated",
      (text) => text.slice(0, 200) + "\0".repeat(99),
    ],
  ])("restores an agent.conf that is %s, and says so as an error", async (_, reason, ruin) => {
    await using made = await rotated();
    const { now } = made;
    const ruined = ruin(now);
    await (ruined === undefined ? fs.rm(made.conf) : fs.writeFile(made.conf, ruined));
    const logger = new RecordingLogger();
    await using agent = await reopened(made, logger);
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    expect(agent.recoveries.map((recovery) => recovery.reason)).toEqual([reason]);
    expect(logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(await fs.readFile(made.conf, "utf8")).toBe(now);
  });

  test("keeps what it replaces, for the operator to look at", async () => {
    await using made = await rotated();
    const ruined = made.now.slice(0, 200);
    await fs.writeFile(made.conf, ruined);
    await using agent = await reopened(made);
    expect(agent.recoveries).toHaveLength(1);
    expect(await fs.readFile(made.damaged, "utf8")).toBe(ruined);
  });

  test("restores an agent.conf that a reboot overwrote by the first one", async () => {
    await using made = await rotated();
    const { first, now } = made;
    await fs.writeFile(made.conf, first);
    await using agent = await reopened(made);
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    expect(agent.recoveries).toMatchObject([{ reason: "overwritten" }]);
    expect(await fs.readFile(made.conf, "utf8")).toBe(now);
    expect(await fs.readFile(made.damaged, "utf8")).toBe(first);
  });

  test("is what somebody who only looks is shown, without a change on the disk", async () => {
    await using made = await rotated();
    await fs.writeFile(made.conf, "");
    const before = await fs.readdir(made.folder);
    const { config, recovery } = await readAgent({ dataDir: made.dataDir, tag: TAG });
    expect(knownPasswords(config)).toEqual([FRESH, BOOTSTRAP]);
    expect(recovery).toBe("emptied");
    expect(await fs.readFile(made.conf, "utf8")).toBe("");
    expect(await fs.readdir(made.folder)).toEqual(before);
  });

  test("restores it while the agent runs, at the next change", async () => {
    await using made = await madeAgent();
    await using agent = await openAgent({ ...quiet, dataDir: made.dataDir });
    await agent.changeConfig((config) => config.setPassword(FRESH));
    await fs.writeFile(made.conf, "");
    await agent.changeConfig((config) => config.setValue("key", "value"));
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    expect(agent.recoveries).toMatchObject([{ reason: "emptied" }]);
    await using other = await reopened(made);
    expect(other.currentConfig().value("key")).toBe("value");
  });

  test("does not overwrite a file in which somebody made a mistake, but says where it is", async () => {
    await using made = await rotated();
    const { now } = made;
    const mistaken = now.replace("apiaddresses:\n- ", "apiaddresses: ");
    await fs.writeFile(made.conf, mistaken);
    await expect(reopened(made)).rejects.toMatchObject({
      code: "ERR_AGENT_CONF_FORMAT",
      key: "apiaddresses",
      message: expect.stringContaining(made.lastGood),
    });
    expect(await fs.readFile(made.conf, "utf8")).toBe(mistaken);
  });

  test("gives way where an operator admits the agent anew, and keeps the passwords it had", async () => {
    await using made = await rotated();
    const { now } = made;
    const anew = now.replace(/apipassword: .*\n/, "").replace(BOOTSTRAP, "a-new-bootstrap");
    await fs.writeFile(made.conf, anew);
    await using agent = await reopened(made);
    expect(agent.recoveries).toEqual([]);
    expect(agent.currentConfig().apiInfo()?.password).toBe("");
    expect(knownPasswords(agent.currentConfig())).toEqual(["a-new-bootstrap", FRESH, BOOTSTRAP]);
    expect(await fs.readFile(made.conf, "utf8")).toBe(anew);
  });

  test("keeps what another writer displaced, as real Juju does when it rotates", async () => {
    await using made = await rotated();
    const { now } = made;
    await fs.writeFile(made.conf, now.replace(FRESH, "the-password-of-Juju-now"));
    await using agent = await reopened(made);
    expect(knownPasswords(agent.currentConfig())).toEqual([
      "the-password-of-Juju-now",
      BOOTSTRAP,
      FRESH,
    ]);
    await using again = await reopened(made);
    expect(knownPasswords(again.currentConfig())).toEqual([
      "the-password-of-Juju-now",
      BOOTSTRAP,
      FRESH,
    ]);
  });

  test("offers no password to another controller than the one it was for", async () => {
    await using made = await rotated();
    const { now } = made;
    const elsewhere = now
      .replace(CONTROLLER, "controller-00000000-0000-4000-8000-000000000000")
      .replace(FRESH, "another-password-there-x")
      .replace(BOOTSTRAP, "another-bootstrap");
    await fs.writeFile(made.conf, elsewhere);
    await using agent = await reopened(made);
    expect(knownPasswords(agent.currentConfig())).toEqual([
      "another-password-there-x",
      "another-bootstrap",
    ]);
  });

  test("that is damaged itself counts for nothing, and is made anew", async () => {
    await using made = await rotated();
    const { now } = made;
    await fs.writeFile(made.lastGood, "{{{");
    await using agent = await reopened(made);
    expect(knownPasswords(agent.currentConfig())).toEqual([FRESH, BOOTSTRAP]);
    expect(await fs.readFile(made.lastGood, "utf8")).toBe(now);
  });

  test("can be put in place by hand", async () => {
    await using made = await rotated();
    const { now } = made;
    await fs.writeFile(made.conf, now.replace(FRESH, "the-password-of-Juju-now"));
    await (await reopened(made))[Symbol.asyncDispose]();
    await fs.copyFile(made.lastGood, made.conf);
    await using agent = await reopened(made);
    expect(knownPasswords(agent.currentConfig())).toEqual([
      "the-password-of-Juju-now",
      BOOTSTRAP,
      FRESH,
    ]);
  });
});
