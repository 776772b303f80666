import fs from "node:fs/promises";
import os from "node:os";

import { afterEach, beforeEach, expect, test } from "vitest";

import { Site } from "./kit/site.js";

let site: Site;
beforeEach(async () => {
  site = await Site.start();
});
afterEach(() => site[Symbol.asyncDispose]());

test("addresses that the controller announces are written down, and the agent reconnects with them", async () => {
  await using agent = site.start();
  await agent.waitForLine("api-address-updater started");
  const before = agent.log.lines.length;
  const elsewhere = "10.99.0.1:17070";
  await site.controller.setApiAddresses([site.controller.address, elsewhere]);
  await agent.waitForLine("controller addresses saved", before);
  await agent.log.waitFor(
    ({ msg, why }) =>
      msg === "api-config-watcher starts again" && why === "the controller's addresses changed",
    before,
  );
  await agent.waitForLine("api-caller started", before);
  expect(await fs.readFile(site.conf, "utf8")).toContain(elsewhere);
});

test("the controller learns the machine's addresses and that its agent has started", async () => {
  await using agent = site.start();
  await agent.waitForLine("machiner started");
  await agent.log.waitFor(({ msg }) => msg === "the machine is alive");
  const machine = (await site.controller.status()).models[0]?.agents[0];
  expect(machine).toMatchObject({ tag: "machine-0", life: "alive", status: "started" });
});

test.each(["3.6", "4.1"] as const)(
  "a controller that speaks as Juju %s learns the machine's name and where it can be reached",
  async (asJuju) => {
    await site.stopController();
    await site.startController({ asJuju });
    await using agent = site.start();
    await agent.waitForLine("machiner started");
    const { machines } = await site.status();
    const told = machines["0"];
    const own = Object.values(os.networkInterfaces()).flatMap((found = []) => found);
    const reachable = own
      .map(({ address }) => address)
      .filter((address) => !/^(127\.|::1$|169\.254\.|fe80:)/.test(address));
    expect(told?.["ip-addresses"]?.toSorted()).toEqual(reachable.toSorted());
    expect(told?.hostname).toBe(os.hostname());
  },
);

test("an upgrade that the controller asks for is told to the operator, and nothing is replaced", async () => {
  await using agent = site.start();
  await agent.waitForLine("upgrader started");
  await agent.log.waitFor(({ msg }) => msg === "the machine is alive");
  await site.configure({ "agent-version": "3.6.99" });
  await agent.log.waitFor(({ msg, to }) => msg.includes("another version") && to === "3.6.99");
  expect(agent.log.lines.filter(({ level }) => level === "error")).toEqual([]);
});

test("a dying machine is made sure to be dead; its agent ends as asked, and every file stays", async () => {
  await using agent = site.start();
  await agent.log.waitFor(({ msg }) => msg === "the machine is alive");
  const before = await fs.readFile(site.conf, "utf8");
  await site.controller.setLife({ tag: "machine-0", life: "dying" });
  await agent.ended;
  expect((await site.controller.status()).models[0]?.agents[0]).toMatchObject({ life: "dead" });
  expect(await fs.readFile(site.conf, "utf8")).toBe(before);
});

test("a machine that the controller knows no more ends its agent, and every file stays", async () => {
  await using agent = site.start();
  await agent.log.waitFor(({ msg }) => msg === "the machine is alive");
  await site.controller.remove({ tag: "machine-0" });
  await agent.ended.catch(() => undefined);
  expect(await fs.readFile(site.conf, "utf8")).toMatch(/^apipassword: /m);
});

test("the agent's log arrives at the controller, from its first line on, without passwords", async () => {
  await using agent = site.start();
  await agent.waitForLine("log-sender started");
  const wanted = "logged in with the old password tag=machine-0";
  const lines = (): readonly string[] => site.logs().map(({ message }) => message);
  await expect.poll(lines).toContain("log-sender started");
  expect(lines().some((line) => line.startsWith(wanted))).toBe(true);
  expect(lines().join("\n")).not.toContain(site.password);
});
