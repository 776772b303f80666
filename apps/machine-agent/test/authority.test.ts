import fs from "node:fs/promises";

import { expect, test } from "vitest";

import { Site } from "./kit/site.js";

/** Several lives of an agent, on a machine that may be busy with others. */
const inNoHurry = { timeout: 120_000 };
const settled = "api-address-updater started";

const blocks = (text: string): string[] =>
  text
    .replaceAll(/^ +/gmu, "")
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];

/** The authorities that agent.conf holds. */
const trusted = async (site: Site): Promise<string[]> =>
  blocks(await fs.readFile(site.conf, "utf8"));

test(
  "an agent that is connected learns another authority, and forgets the old one once that is gone",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using agent = site.start();
    await agent.waitForLine(settled);
    const [old] = await trusted(site);
    await site.controller.rotateAuthority();
    await expect.poll(async () => (await site.controller.status()).authority.notLearnt).toEqual([]);
    expect(await trusted(site)).toEqual(blocks(site.controller.caCert));
    await site.controller.finishAuthorityRotation();
    await expect.poll(() => trusted(site)).toEqual(blocks(site.controller.caCert));
    expect(await trusted(site)).not.toContain(old);
    expect(agent.log.lines.filter(({ msg }) => msg === "api-caller started")).toHaveLength(1);
    await site.stopController();
    const before = agent.log.lines.length;
    await site.startController();
    await agent.waitForLine(settled, before);
  },
);

test(
  "an agent that was away is waited for, and away again it still comes back after the change",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    {
      await using agent = site.start();
      await agent.waitForLine(settled);
    }
    await site.controller.rotateAuthority();
    await expect(site.controller.finishAuthorityRotation()).rejects.toMatchObject({
      code: "ERR_CA_NOT_LEARNT",
      message: expect.stringContaining("machine-0"),
    });
    {
      await using agent = site.start();
      await agent.waitForLine("controller authorities saved");
      await expect
        .poll(async () => (await site.controller.status()).authority.notLearnt)
        .toEqual([]);
    }
    await site.controller.finishAuthorityRotation();
    expect(await trusted(site)).toHaveLength(2);
    await using agent = site.start();
    await agent.waitForLine(settled);
    await expect.poll(() => trusted(site)).toEqual(blocks(site.controller.caCert));
  },
);

test("after a theft an agent comes through by its password alone", inNoHurry, async () => {
  await using site = await Site.start();
  await using agent = site.start();
  await agent.waitForLine(settled);
  await site.controller.rekey();
  await expect.poll(async () => (await site.controller.status()).authority.notLearnt).toEqual([]);
  await site.controller.finishAuthorityRotation();
  await expect.poll(() => trusted(site)).toEqual(blocks(site.controller.caCert));
  expect((await site.controller.status()).authority.compromised).toBe(false);
});
