import fs from "node:fs/promises";
import path from "node:path";

import { parseJoinToken } from "@holdfast/names";
import { expect, test } from "vitest";

import { machineAgent, Site, temporaryFolder } from "./kit/site.js";

/** Several processes, on a machine that may be busy with others. */
const inNoHurry = { timeout: 120_000 };

test(
  "one word makes a machine join and run; a second time it is of no use",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using folder = await temporaryFolder();
    const { token, tag } = await site.controller.addMachineToJoin();
    const { password } = parseJoinToken(token);
    const first = path.join(folder.path, "first");
    await using agent = machineAgent(["join", "--data-dir", first, token]);
    await agent.waitForLine("api-address-updater started");
    agent.kill("SIGTERM");
    const { code, stdout } = await agent.ended;
    expect(stdout).toContain(`${tag} is admitted at ${site.controller.address}; wrote `);
    expect(code).toBe(0);
    expect(agent.transcript()).not.toContain(password);

    const second = path.join(folder.path, "second");
    await using again = machineAgent(["join", "--data-dir", second], `${token}\n`);
    const ended = await again.ended;
    expect(ended.stderr).toMatch(
      /^error ERR_CHECK_REFUSED: the token: is refused by the controller/,
    );
    expect(ended.code).toBe(3);
    await expect(fs.stat(second)).rejects.toMatchObject({ code: "ENOENT" });
  },
);

test(
  "with --no-run it writes agent.conf alone, for a unit, and never over another",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using folder = await temporaryFolder();
    const { token, tag } = await site.controller.addMachineToJoin();
    const words = ["join", "--no-run", "--data-dir", folder.path];
    await using joined = machineAgent(words, `${token}\n`);
    expect(await joined.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`now: systemctl enable --now holdfast-machine-agent@${tag}`),
    });
    const conf = path.join(folder.path, "agents", tag, "agent.conf");
    expect(await fs.readFile(conf, "utf8")).toContain(`tag: ${tag}`);
    await using again = machineAgent(words, `${token}\n`);
    expect(await again.ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error ERR_AGENT_CONF_EXISTS/),
    });
  },
);

test(
  "what cannot be a token, has expired, or leads nowhere, writes nothing and says so",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using folder = await temporaryFolder();
    const dataDir = path.join(folder.path, "agent");
    const expired = (await site.controller.addMachineToJoin({ lifetime: -1000 })).token;
    const fine = (await site.controller.addMachineToJoin()).token;
    const attempt = async (token: string) => {
      await using run = machineAgent(["join", "--no-run", "--data-dir", dataDir], `${token}\n`);
      return await run.ended;
    };
    expect(await attempt("hunter2")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error ERR_JOIN_TOKEN: (?!.*hunter2)/),
    });
    expect(await attempt(expired)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error ERR_CHECK_REFUSED: the token: expired on /),
    });
    await site.stopController();
    expect(await attempt(fine)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error ERR_CHECK_FAILED: joining at .*nothing was written/),
    });
    await expect(fs.stat(dataDir)).rejects.toMatchObject({ code: "ENOENT" });
  },
);
