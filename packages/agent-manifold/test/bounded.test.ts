// A strategy of anybody's, which may never settle: the api-caller does not wait for it for ever.
import { MemoryAgent } from "@holdfast/connect-testkit";
import type { Connection } from "@holdfast/api-open";
import type { Engine } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  createAgentEngine,
  machinePolicy,
  manifold,
} from "../src/index.js";
import { FakeConnection } from "./kit/fake-connection.js";

const minute = 60_000;
const never = (): Promise<never> => new Promise(() => undefined);

function run(
  clock: VirtualClock,
  newConnection: (signal?: AbortSignal) => Promise<Connection>,
): Engine {
  const engine = createAgentEngine({ policy: machinePolicy, clock, random: () => 0.5 });
  engine.install(AGENT_NAME, agentManifold(new MemoryAgent()));
  engine.install(
    API_CALLER_NAME,
    manifold({
      agentName: AGENT_NAME,
      apiOpen: never,
      newConnection: (_agent, _open, signal) => newConnection(signal),
      clock,
    }),
  );
  return engine;
}

async function stopped(engine: Engine, clock: VirtualClock): Promise<void> {
  engine.kill();
  await clock.advance(20_000);
  await engine.wait();
}

test("connect() that never settles is given up, named with a code, and called again", async () => {
  const clock = new VirtualClock();
  let calls = 0;
  const engine = run(clock, () => {
    calls++;
    return never();
  });
  await clock.advance(14 * minute);
  expect(calls).toBe(1);
  await clock.advance(2 * minute);
  expect(calls).toBe(2);
  await stopped(engine, clock);
});

test("a connection that comes after connect() was given up is closed", async () => {
  const clock = new VirtualClock();
  const late = Promise.withResolvers<Connection>();
  const connection = new FakeConnection();
  let calls = 0;
  const engine = run(clock, () => (calls++ === 0 ? late.promise : never()));
  await clock.advance(16 * minute);
  late.resolve(connection);
  await clock.advance(1);
  expect(connection.closes).toBe(1);
  await stopped(engine, clock);
});

test("connect() that does not listen to its signal holds up the end of the agent for 5 s at most", async () => {
  const clock = new VirtualClock();
  const engine = run(clock, never);
  await clock.advance(100);
  engine.kill();
  let ended = false;
  void engine.wait().then(() => (ended = true));
  await clock.advance(4999);
  expect(ended).toBe(false);
  await clock.advance(1);
  expect(ended).toBe(true);
});

test("close() that never settles does not keep a broken connection from being made again", async () => {
  const clock = new VirtualClock();
  class Unclosable extends FakeConnection {
    override close(): Promise<void> {
      return never();
    }
  }
  const made: FakeConnection[] = [];
  const engine = run(clock, async () => {
    const connection = made.length === 0 ? new Unclosable() : new FakeConnection();
    made.push(connection);
    return connection;
  });
  await clock.advance(100);
  made[0]?.break(new Error("reset"));
  await clock.advance(9_000);
  expect(made).toHaveLength(1);
  await clock.advance(2_000);
  expect(made).toHaveLength(2);
  await stopped(engine, clock);
});

test("connect() that gives no connection is told by a code", async () => {
  const clock = new VirtualClock();
  const engine = run(clock, async () => JSON.parse("{}"));
  await clock.advance(10);
  const { text } = engine.explain(API_CALLER_NAME);
  expect(text).toContain("gave no connection");
  await stopped(engine, clock);
});
