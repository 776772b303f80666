import type { ObservableAgent } from "@holdfast/agent-config";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type Engine, resourceName } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

import { agentManifold, apiConfigWatcherManifold } from "../src/index.js";
import { engineOn, reportOf } from "./kit/engine-on.js";

const agentName = resourceName<ObservableAgent>("agent");
const one = "10.0.0.1:17070";
const two = "10.0.0.2:17070";

let clock: VirtualClock;
let agent: MemoryAgent;
let engine: Engine;

beforeEach(async () => {
  clock = new VirtualClock();
  agent = new MemoryAgent({ apiAddresses: [one, two] });
  engine = engineOn(clock);
  engine.install(agentName, agentManifold(agent));
  engine.install(resourceName("watcher"), apiConfigWatcherManifold({ agentName }));
  await clock.advance(100);
});

afterEach(async () => {
  engine.kill();
  await engine.wait();
});

async function change(addresses: readonly string[]): Promise<void> {
  await agent.changeConfig((setter) => setter.setApiAddresses(addresses));
  await clock.advance(100);
}

test("bounces when an address is added, and takes up the new set", async () => {
  await change([one, two, "10.0.0.3:17070"]);
  expect(reportOf(engine, "watcher")).toMatchObject({ state: "started", "start-count": 2 });
  expect(reportOf(engine, "watcher").report).toEqual({ addresses: [one, two, "10.0.0.3:17070"] });
});

test("bounces when an address is replaced by another", async () => {
  await change([one, "10.0.0.9:17070"]);
  expect(reportOf(engine, "watcher")["start-count"]).toBe(2);
});

test("stays when the same addresses come in another order", async () => {
  await change([two, one]);
  expect(reportOf(engine, "watcher")["start-count"]).toBe(1);
});

test("stays when something else in the configuration changes", async () => {
  await agent.changeConfig((setter) => setter.setPassword("another password"));
  await clock.advance(100);
  expect(reportOf(engine, "watcher")["start-count"]).toBe(1);
});

test("takes an agent without addresses as an empty set, and bounces when some come", async () => {
  await change([]);
  expect(reportOf(engine, "watcher").report).toEqual({ addresses: [] });
  await change([one]);
  expect(reportOf(engine, "watcher").report).toEqual({ addresses: [one] });
});

test("leaves no listener behind when it stops", async () => {
  expect(agent.listeners).toBe(1);
  engine.kill();
  await engine.wait();
  expect(agent.listeners).toBe(0);
});

test("the agent's own report names it, and no password", () => {
  const report = JSON.stringify(engine.report());
  expect(report).toContain("machine-0");
  expect(report).not.toContain("bootstrap");
});
