import { ApiError, DialTimeoutError, ProxyRefusedError } from "@holdfast/api-open";
import { CONNECT_STRATEGY } from "@holdfast/connect";
import { MemoryAgent } from "@holdfast/connect-testkit";
import type { Engine } from "@holdfast/dependency-engine";
import { seededRandom } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import {
  AGENT_NAME,
  assembleEngine,
  createAgentContainer,
  machinePolicy,
  manifold,
  reconnectPolicy,
} from "../src/index.js";
import { ConnectionHistory } from "../src/building-blocks.js";
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

test("agents that lose one controller together come back within 150 ms, and apart", async () => {
  const clock = new VirtualClock();
  const agents = Array.from({ length: 100 }, (_, seed) => agentOn(clock, seed, () => undefined));
  await clock.advance(100_000);
  const lost = clock.now();
  for (const { connections } of agents) connections[0]?.break(new Error("reset"));
  await clock.advance(400);
  const after = agents.map(({ tries }) => (tries[1] ?? Number.POSITIVE_INFINITY) - lost);
  expect(Math.max(...after)).toBeLessThanOrEqual(150);
  const inEachTenth = Array.from(
    { length: 10 },
    (_, tenth) => after.filter((ms) => Math.min(9, Math.floor(ms / 15)) === tenth).length,
  );
  expect(Math.max(...inEachTenth)).toBeLessThan(25);
  expect(Math.min(...inEachTenth)).toBeGreaterThan(0);
  await stop(agents.map(({ engine }) => engine));
});

/** Runs agents through outages, each the start and end of one; how late each agent was back after each. */
async function throughOutages(outages: readonly (readonly [number, number])[], count: number) {
  const clock = new VirtualClock();
  const outage = (now: number) => outages.find(([start, end]) => start <= now && now < end);
  const away = (now: number): Error | undefined =>
    outage(now) === undefined ? undefined : new Error("connection refused");
  const agents = Array.from({ length: count }, (_, seed) => agentOn(clock, seed, away));
  const late: number[][] = [];
  for (const [start, end] of outages) {
    // oxlint-disable-next-line no-await-in-loop -- one outage after the other
    await clock.advance(start - clock.now());
    for (const { connections } of agents) connections.at(-1)?.break(new Error("reset"));
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(end + 4000 - start);
    late.push(
      agents.map(({ tries }) => (tries.find((at) => at >= end) ?? Number.POSITIVE_INFINITY) - end),
    );
  }
  await stop(agents.map(({ engine }) => engine));
  return late;
}

test("in the third outage of a minute every agent is back within a second, as in the first", async () => {
  const outages = [10_000, 27_000, 44_000].map((start) => [start, start + 10_000] as const);
  const late = await throughOutages(outages, 50);
  expect(late.map((each) => Math.max(...each) < 1000)).toEqual([true, true, true]);
});

test("an agent that is told to try again stays away for longer than one that finds nobody", async () => {
  const clock = new VirtualClock();
  const refused = agentOn(clock, 1, () => new Error("connection refused"));
  const limited = agentOn(clock, 1, () => new ApiError("try again", { code: "try again" }));
  await clock.advance(60_000);
  expect(limited.tries.length).toBeLessThan(refused.tries.length / 3);
  await stop([refused.engine, limited.engine]);
});

test("a hundred agents behind Juju's limit on logins are back in little more than the limit takes", async () => {
  const clock = new VirtualClock();
  const limit = { tokens: 10, at: 0 };
  let asked = 0;
  // Ten logins at once, then four a second; away for ten seconds before.
  const limited = (now: number): Error | undefined => {
    if (now < 20_000) return now < 10_000 ? undefined : new Error("connection refused");
    asked++;
    limit.tokens = Math.min(10, limit.tokens + (now - Math.max(limit.at, 20_000)) / 250);
    limit.at = now;
    if (limit.tokens < 1) return new ApiError("try again", { code: "try again" });
    limit.tokens -= 1;
    return undefined;
  };
  const agents = Array.from({ length: 100 }, (_, seed) => agentOn(clock, seed, limited));
  await clock.advance(10_000);
  for (const { connections } of agents) connections[0]?.break(new Error("reset"));
  await clock.advance(10_000);
  const least = 22_500;
  await clock.advance(1.2 * least);
  expect(agents.filter(({ connections }) => connections.length === 2)).toHaveLength(100);
  expect(asked).toBeLessThan(600);
  await stop(agents.map(({ engine }) => engine));
});

test("an agent that the controller tells when to come again comes then", async () => {
  const clock = new VirtualClock();
  const info = { "retry-after-ms": 3210 };
  const { engine, tries } = agentOn(clock, 1, (now) =>
    now < 3000 ? new ApiError("try again", { code: "try again", info }) : undefined,
  );
  await clock.advance(10_000);
  expect(tries).toEqual([0, 3210]);
  await stop([engine]);
});

test("an agent that is told of a time far away comes sooner, to see whether it is still so", async () => {
  const clock = new VirtualClock();
  const info = { "retry-after-ms": 86_400_000 };
  const far = new ApiError("try again", { code: "try again", info });
  const { engine, tries } = agentOn(clock, 1, () => far);
  await clock.advance(3_600_000);
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(150_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000);
  await stop([engine]);
});

/** An agent each of whose attempts takes `ms`, and how long it waits before the next one. */
async function pausesAfter(ms: number, ends: () => Error): Promise<number[]> {
  const clock = new VirtualClock();
  const history = new ConnectionHistory({ clock, random: seededRandom(1) });
  const pauses: number[] = [];
  for (let times = 0; times < 20; times++) {
    history.attempt();
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await clock.advance(ms);
    const pause = history.failed(ends()).retryAfter;
    pauses.push(pause);
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(pause);
  }
  return pauses;
}

test("who is told to try again by a slow controller leaves it alone for longer", async () => {
  const busy = (): Error => new ApiError("try again", { code: "try again" });
  const [slow, quick] = [await pausesAfter(2000, busy), await pausesAfter(10, busy)];
  expect(Math.max(...slow)).toBeGreaterThan(20_000);
  expect(Math.max(...quick)).toBeLessThan(15_000);
});

test("a controller that accepts and does not answer in time is asked less and less", async () => {
  const overdue = (): Error => new DialTimeoutError("10.0.0.1:17070", 3000);
  const pauses = await pausesAfter(3000, overdue);
  expect(Math.max(...pauses.slice(0, 2))).toBeLessThan(3000);
  expect(Math.min(...pauses.slice(-2))).toBeGreaterThan(10_000);
  const gone = (): Error => new Error("connection refused");
  expect(Math.max(...(await pausesAfter(1, gone)))).toBeLessThan(1000);
});

test.each([
  ["a bad password", new ApiError("no", { code: "unauthorized access" })],
  ["a proxy that wants a password", new ProxyRefusedError("proxy:3128", 407)],
])("%s is tried again slowly from the start, and less and less", async (_, refusal) => {
  const clock = new VirtualClock();
  const { engine, tries } = agentOn(clock, 1, () => refusal);
  await clock.advance(3_600_000);
  const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(4000);
  expect(pauses.slice(0, 8).every((ms, at) => at === 0 || ms > (pauses[at - 1] ?? 0) * 0.9)).toBe(
    true,
  );
  expect(Math.max(...pauses)).toBeGreaterThan(200_000);
  await stop([engine]);
});

test("a refusal is still told while the controller limits logins, and forgotten once it admits us", async () => {
  const clock = new VirtualClock();
  const refusal = new ApiError("invalid entity name or password", { code: "unauthorized access" });
  const busy = new ApiError("try again", { code: "try again" });
  const answers: (Error | undefined)[] = [refusal, busy, busy, undefined, busy];
  const { engine, connections } = agentOn(clock, 1, () => answers.shift());
  await clock.advance(8000);
  const why = (): string => engine.explain("api-caller").text;
  expect(why()).toMatch(/try again .*before that: invalid entity name or password/);
  await clock.advance(60_000);
  expect(connections).toHaveLength(1);
  connections[0]?.break(new Error("reset"));
  await clock.advance(300);
  expect(why()).toContain("try again");
  expect(why()).not.toContain("invalid entity name");
  await stop([engine]);
});

test("a connection that breaks as soon as it is made is made again more and more slowly", async () => {
  const clock = new VirtualClock();
  const { engine, tries, connections } = agentOn(clock, 1, () => undefined);
  for (let second = 0; second < 300; second++) {
    connections.at(-1)?.break(new Error("reset"));
    // oxlint-disable-next-line no-await-in-loop -- one second after the other
    await clock.advance(1000);
  }
  expect(tries.length).toBeLessThan(60);
  await stop([engine]);
});

test("manifold() used from code is tried again as the agents are", () => {
  const made = manifold({
    agentName: AGENT_NAME,
    apiOpen: () => Promise.reject(new Error("nobody dials here")),
    newConnection: async () => new FakeConnection(),
  });
  expect(made.restart).toBe(reconnectPolicy);
});
