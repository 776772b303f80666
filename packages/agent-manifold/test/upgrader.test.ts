import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { MemoryAgent } from "@holdfast/connect-testkit";
import { describe, expect, test } from "vitest";

import {
  UPGRADER_NAME,
  type UpgradeCommand,
  upgradeCommand,
  upgraderManifold,
} from "../src/building-blocks.js";
import { binaryVersion, osNameOf } from "../src/workers/binary-version.js";
import { AGENT, AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { reportOf } from "./kit/engine-on.js";

/** An agent in a model of a version. */
class Site extends AgentAtController {
  wanted = "3.6.28";

  constructor({ last, command }: { last?: string; command?: UpgradeCommand } = {}) {
    super({
      facades: { Upgrader: [1] },
      agent: new MemoryAgent({ values: last === undefined ? {} : { "agent-version": last } }),
      answers: {
        "Upgrader.SetTools": () => ({ results: [{}] }),
        "Upgrader.WatchAPIVersion": () => ({ results: [{ NotifyWatcherId: "1" }] }),
        "Upgrader.DesiredVersion": () => ({ results: [{ version: this.wanted }] }),
      },
    });
    const { logger } = this.log;
    this.engine.install(
      UPGRADER_NAME,
      upgraderManifold({ agentName: AGENT, apiCallerName: CALLER, command, logger }),
    );
  }

  /** The versions that were reported, one after the other. */
  get reported(): string[] {
    return this.requests
      .filter(({ method }) => method === "SetTools")
      .map(({ params }) => Object(params)["agent-tools"][0].tools.version);
  }

  async pass(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) {
      await this.clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe("the version that an agent reports", () => {
  test("is the one that is wanted, with the machine's system and architecture", async () => {
    await using site = new Site();
    await site.pass();
    expect(site.reported).toEqual([binaryVersion("3.6.28")]);
    expect(site.agent.record.values).toEqual({}); // agent.conf is not touched for it
    expect(site.log.lines.join()).not.toMatch(/another version/);
    expect(reportOf(site.engine, "upgrader").report).toEqual({
      reported: "3.6.28",
      wanted: "3.6.28",
    });
  });

  test("follows the model's, and the operator is told of it", async () => {
    await using site = new Site();
    await site.pass();
    site.wanted = "3.6.29";
    await site.change();
    await site.pass();
    expect(site.reported.at(-1)).toBe(binaryVersion("3.6.29"));
    expect(site.log.lines.filter((line) => line.includes("another version"))).toHaveLength(1);
    expect(site.log.lines.join("\n")).toMatch(/warn .*from=3\.6\.28 to=3\.6\.29/);
  });

  test("is told once, however often the watcher speaks", async () => {
    await using site = new Site();
    await site.pass();
    await site.change();
    await site.change();
    expect(site.reported).toHaveLength(1);
  });

  test("is the new one only after the operator's command has done its work", async () => {
    const ran: string[] = [];
    const command: UpgradeCommand = async (from, to) => {
      ran.push(`${from} ${to}`);
    };
    await using site = new Site({ last: "3.6.27", command });
    await site.pass();
    expect(ran).toEqual(["3.6.27 3.6.28"]);
    expect(site.agent.record.values).toEqual({ "agent-version": "3.6.28" });
    expect(site.reported).toEqual([binaryVersion("3.6.28")]);
    await site.change();
    expect(ran).toHaveLength(1);
  });

  test("stays the old one where that command fails, and the agent goes on", async () => {
    await using site = new Site({
      last: "3.6.27",
      command: () => Promise.reject(new Error("no room")),
    });
    await site.pass();
    expect(site.reported).toEqual([binaryVersion("3.6.27")]);
    expect(site.agent.record.values).toEqual({ "agent-version": "3.6.27" });
    expect(site.log.lines.join("\n")).toMatch(/^error the upgrade command failed/m);
    expect(reportOf(site.engine, "upgrader").state).toBe("started");
  });

  test("is reported where agent.conf cannot be written", async () => {
    await using site = new Site({ command: () => Promise.resolve() });
    site.agent.failWith(new Error("no space left on device"));
    await site.pass();
    expect(site.reported).toEqual([binaryVersion("3.6.28")]);
    expect(reportOf(site.engine, "upgrader").state).toBe("started");
  });
});

test("an upgrade command is called with both versions, and its failure is a failure", async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-upgrade-"));
  try {
    const file = path.join(folder, "upgrade");
    const text = `#!/bin/sh\necho "$1 $2" > ${folder}/said\n[ "$2" != 9.9.9 ]\n`;
    await fs.writeFile(file, text, { mode: 0o700 });
    const { signal } = new AbortController();
    await upgradeCommand(file)("3.6.27", "3.6.28", signal);
    expect(await fs.readFile(path.join(folder, "said"), "utf8")).toBe("3.6.27 3.6.28\n");
    await expect(upgradeCommand(file)("3.6.27", "9.9.9", signal)).rejects.toThrow(/Command failed/);
    await expect(upgradeCommand(path.join(folder, "none"))("1", "2", signal)).rejects.toThrow(
      /ENOENT/,
    );
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});

test.each([
  ['NAME="Ubuntu"\nID=ubuntu\n', "ubuntu"],
  ['ID="centos"\nVERSION_ID="9"\n', "centos"],
  ["PRETTY_NAME=x\nID=debian\n", "genericlinux"],
  ["", "genericlinux"],
])("the system of %j is %s", (release, name) => {
  expect(osNameOf(release)).toBe(name);
});

test.each([
  ["x64", "amd64"],
  ["arm64", "arm64"],
  ["ppc64", "ppc64el"],
  ["s390x", "s390x"],
])("the architecture %s is %s", (arch, name) => {
  expect(binaryVersion("4.1-beta2", "ubuntu", arch)).toBe(`4.1-beta2-ubuntu-${name}`);
});
