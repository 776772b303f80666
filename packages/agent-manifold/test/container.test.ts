import { CONNECT_STRATEGY, isConnectImpossible } from "@holdfast/connect";
import onlyPlugin from "@holdfast/connect-only";
import { installConnectPlugin, useConnectStrategy } from "@holdfast/connect/agent";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { resourceName, runWorker } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import {
  AGENT_NAME,
  API_CALLER_NAME,
  assembleEngine,
  createAgentContainer,
  machinePolicy,
  MANIFOLD,
  modelPolicy,
  named,
} from "../src/index.js";
import { untilAborted } from "@holdfast/ports";
import { reportOf } from "./kit/engine-on.js";
import { FakeConnection } from "./kit/fake-connection.js";

function container(clock: VirtualClock, agent = new MemoryAgent()) {
  return createAgentContainer({ agent, policy: machinePolicy, clock, random: () => 0.5 });
}

test("a strategy and more manifolds, registered, make an agent that runs", async () => {
  const clock = new VirtualClock();
  const agent = container(clock);
  agent.register(CONNECT_STRATEGY, { useValue: { connect: async () => new FakeConnection() } });
  let version: string | undefined;
  agent.register(MANIFOLD, {
    useValue: named(resourceName("mine"), {
      inputs: [AGENT_NAME, API_CALLER_NAME],
      start: (context) => {
        version = context.get(API_CALLER_NAME).serverVersion;
        return runWorker(untilAborted);
      },
    }),
  });
  const seen: string[] = [];
  const engine = assembleEngine(agent, (made) => {
    made.subscribe(({ kind }) => void seen.push(kind));
  });
  await clock.advance(100);
  expect(Object.keys(engine.report().manifolds)).toEqual([
    "agent",
    "api-config-watcher",
    "api-caller",
    "mine",
  ]);
  expect(reportOf(engine, "mine").state).toBe("started");
  expect(version).toBe("3.6.0");
  expect(seen[0]).toBe("installed");
  engine.kill();
  await engine.wait();
});

test("a plugin's strategy gets the container's open function, which logs each login", async () => {
  const clock = new VirtualClock();
  const opened: (string | undefined)[] = [];
  const agent = createAgentContainer({
    agent: new MemoryAgent({ password: "current" }),
    policy: modelPolicy,
    clock,
    apiOpen: async ({ password }) => {
      opened.push(password);
      return new FakeConnection();
    },
  });
  await installConnectPlugin(agent, onlyPlugin);
  useConnectStrategy(agent, "only");
  const engine = assembleEngine(agent);
  await clock.advance(100);
  expect(opened).toEqual(["current"]);
  expect(reportOf(engine, "api-caller").state).toBe("started");
  engine.kill();
  await engine.wait();
});

test("two agents in one process do not meet", async () => {
  const clock = new VirtualClock();
  const [one, other] = [container(clock), container(clock)];
  one.register(CONNECT_STRATEGY, { useValue: { connect: async () => new FakeConnection() } });
  expect(other.isRegistered(CONNECT_STRATEGY, true)).toBe(false);
});

test("an agent without any password ends, and its error says so", async () => {
  const clock = new VirtualClock();
  const agent = container(clock, new MemoryAgent({ password: "", oldPassword: "" }));
  await installConnectPlugin(agent, onlyPlugin);
  useConnectStrategy(agent, "only");
  const engine = assembleEngine(agent);
  await clock.advance(100);
  const error: unknown = await engine.wait().catch((reason: unknown) => reason);
  expect(isConnectImpossible(error)).toBe(true);
  expect(machinePolicy.exit(error)).toBe("impossible");
});

test("a manifold under a name of another type does not compile", () => {
  const text = resourceName<string>("text");
  const makesNumbers = {
    inputs: [],
    start: () => runWorker(async () => undefined),
    output: () => 1,
  };
  // @ts-expect-error -- it outputs numbers, the name is of a text
  expect(named(text, makesNumbers).name).toBe("text");
});
