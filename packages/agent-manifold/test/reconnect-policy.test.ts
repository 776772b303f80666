import { ApiError } from "@holdfast/api-open";
import { CONNECT_STRATEGY } from "@holdfast/connect";
import { MemoryAgent } from "@holdfast/connect-testkit";
import type { Engine } from "@holdfast/dependency-engine";
import { seededRandom } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { assembleEngine, createAgentContainer, machinePolicy } from "../src/index.js";
import { FakeConnection } from "./kit/fake-connection.js";

/** What stands between an agent and its controller; `undefined` lets it connect. */
type Obstacle = (now: number) => Error | undefined;

/** An agent on virtual time, and when it tried to connect. */
function agentOn(clock: VirtualClock, seed: number, obstacle: Obstacle) {
  const tries: number[] = [];
  const connections: FakeConnection[] = [];
  const agent = createAgentContainer({
    agent: new MemoryAgent(),
    policy: machinePolicy,
    clock,
    random: seededRandom(seed),
  });
  const connect = async (): Promise<FakeConnection> => {
    tries.push(clock.now());
    const error = obstacle(clock.now());
    if (error !== undefined) throw error;
    const connection = new FakeConnection();
    connections.push(connection);
    return connection;
  };
  agent.register(CONNECT_STRATEGY, { useValue: { connect } });
  return { engine: assembleEngine(agent), tries, connections };
}

async function stop(engines: readonly Engine[]): Promise<void> {
  for (const engine of engines) engine.kill();
  await Promise.all(engines.map((engine) => engine.wait()));
}

test("agents that lose one controller together come back within 300 ms, and apart", async () => {
  const clock = new VirtualClock();
  const agents = Array.from({ length: 100 }, (_, seed) => agentOn(clock, seed, () => undefined));
  await clock.advance(100_000);
  const lost = clock.now();
  for (const { connections } of agents) connections[0]?.break(new Error("reset"));
  await clock.advance(400);
  const after = agents.map(({ tries }) => (tries[1] ?? Number.POSITIVE_INFINITY) - lost);
  expect(Math.max(...after)).toBeLessThanOrEqual(300);
  const inEachTenth = Array.from(
    { length: 10 },
    (_, tenth) => after.filter((ms) => Math.min(9, Math.floor(ms / 30)) === tenth).length,
  );
  expect(Math.max(...inEachTenth)).toBeLessThan(25);
  expect(Math.min(...inEachTenth)).toBeGreaterThan(0);
  await stop(agents.map(({ engine }) => engine));
});

test("after ten seconds without a controller nearly all are back within two of its return", async () => {
  const clock = new VirtualClock();
  const away = (now: number): Error | undefined =>
    now < 10_000 ? new Error("connection refused") : undefined;
  const agents = Array.from({ length: 50 }, (_, seed) => agentOn(clock, seed, away));
  await clock.advance(20_000);
  const back = agents.map(({ tries }) => (tries.at(-1) ?? Number.POSITIVE_INFINITY) - 10_000);
  const sorted = back.toSorted((one, other) => one - other);
  expect(sorted[24]).toBeLessThan(1000);
  expect(sorted[47]).toBeLessThan(2000);
  await stop(agents.map(({ engine }) => engine));
});

test("an agent that is told to try again stays away for longer than one that finds nobody", async () => {
  const clock = new VirtualClock();
  const refused = agentOn(clock, 1, () => new Error("connection refused"));
  const limited = agentOn(clock, 1, () => new ApiError("try again", { code: "try again" }));
  await clock.advance(60_000);
  expect(limited.tries.length).toBeLessThan(refused.tries.length / 4);
  await stop([refused.engine, limited.engine]);
});
