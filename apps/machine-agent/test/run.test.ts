import fs from "node:fs/promises";

import { expect, test } from "vitest";

import { Site } from "./kit/site.js";

test("the first boot logs in with the old password, replaces it, and logs in with the new one", async () => {
  await using site = await Site.start();
  await using agent = site.run();
  await agent.waitForLine("api-address-updater started");
  const walk = agent.lines.map(({ msg }) => msg);
  const steps = [
    "logged in with the old password",
    "password replaced",
    "api-caller starts again",
    "logged in with the current password",
    "api-caller started",
    "api-address-updater started",
  ];
  expect(walk.filter((msg) => steps.includes(msg))).toEqual(steps);
  expect(await fs.readFile(site.conf, "utf8")).toMatch(/^apipassword: \S{24,}$/m);
  expect(agent.transcript()).not.toContain(site.password);

  agent.kill("SIGTERM");
  expect(await agent.ended).toMatchObject({ code: 0, stderr: "" });
  expect(agent.lines.at(-1)?.msg).toContain("stopped");
});
