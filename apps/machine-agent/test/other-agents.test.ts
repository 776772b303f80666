// Agents of other kinds than a machine's: their files are read, and they log in.
import { parseTag } from "@holdfast/names";
import { RunningAgent } from "@holdfast/program-testkit";
import { expect, test } from "vitest";

import { initMachineAgent, runMachineAgent } from "../src/index.js";
import { defaultStrategy } from "../src/manifolds.js";
import { machineAgent, Site } from "./kit/site.js";

test("a unit's agent logs in, replaces its password, and says what it runs", async () => {
  await using site = await Site.start();
  const { controller, dataDir } = site;
  const { tag, password, model } = await controller.addUnit({ name: "mysql/0" });
  const unit = parseTag(tag);
  if (unit.kind !== "unit") throw new Error(`${tag} is no unit's`);
  await initMachineAgent({
    dataDir,
    agent: unit.tag,
    controller: [controller.address],
    caCert: controller.caCert,
    model,
    password,
  });
  await using agent = new RunningAgent((logger, signal) =>
    runMachineAgent({ dataDir, agent: unit.tag, logger }, signal),
  );
  await agent.waitForLine("logged in with the old password");
  await agent.waitForLine("logged in with the current password");
  await agent.waitForLine("log-sender started");
  const said = agent.log.lines.map(({ msg }) => msg);
  expect(said).toContain(
    "unit-mysql-0 is no machine's agent: it connects, and runs its log and your workers alone",
  );
  expect(said.some((line) => line.startsWith("machiner"))).toBe(false);
  await using check = machineAgent(["check", "--data-dir", dataDir, "--agent", unit.tag]);
  expect(await check.ended).toMatchObject({ code: 0 });
});

test.each([
  ["machine-0", "scary"],
  ["unit-mysql-0", "scary"],
  ["controller-0", "scary"],
  ["application-mysql", "only"],
  ["model-6fa459ea-ee8a-4ca4-894e-db77e160355e", "only"],
] as const)("%s connects by %s where nothing else is said", (tag, strategy) => {
  expect(defaultStrategy(tag)).toBe(strategy);
});
