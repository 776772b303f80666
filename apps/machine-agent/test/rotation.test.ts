import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { generatePassword } from "@holdfast/names";
import { ProgramProcess } from "@holdfast/program-testkit";
import { expect, test } from "vitest";

import { Site } from "./kit/site.js";

const plugin = fileURLToPath(new URL("fixtures/kept-password.ts", import.meta.url));

test("an agent whose password somebody else replaces connects with the new one, in one life", async () => {
  await using site = await Site.start();
  const file = path.join(site.dataDir, "kept");
  await fs.writeFile(file, site.password);
  await using agent = new ProgramProcess({
    program: new URL("../src/main.ts", import.meta.url).href,
    args: ["run", ...site.choice, "--connect", plugin],
    env: { KEPT_PASSWORD: file },
  });
  await agent.waitForLine("api-caller started");

  // The agent is told first: the controller ends its connection as soon as it has the new password.
  const password = generatePassword();
  await fs.writeFile(`${file}.new`, password);
  await fs.rename(`${file}.new`, file);
  const again = await agent.waitForLine("api-caller starts again");
  expect(again).toMatchObject({ why: "credentials renewed; retry" });
  await site.controller.setAgentPassword({ tag: "machine-0", password });
  const starts = () => agent.lines.filter(({ msg }) => msg === "api-caller started").length;
  await expect.poll(starts).toBe(2);
});
