// Flags whose answer is the controller's, on a connection that answers as the test says.
import type { ApiCaller } from "@holdfast/api-open";
import { ApiError } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type Engine, resourceName } from "@holdfast/dependency-engine";
import { AgentLifeFlag } from "@holdfast/facades";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

import { agentManifold, manifold, TerminateAgentError } from "../src/index.js";
import { type Flag, lifeFlagManifold, responsibleFlagManifold } from "../src/building-blocks.js";
import { engineOn, reportOf } from "./kit/engine-on.js";
import { FakeConnection } from "./kit/fake-connection.js";

const callerName = resourceName<ApiCaller>("api-caller");
const flagName = resourceName<Flag>("flag");
const agentName = resourceName<MemoryAgent>("agent");
const model = "model-6fa459ea-ee8a-4ca4-894e-db77e160355e";

let clock: VirtualClock;
let engine: Engine;
/** What the controller answers to each method; `wait` answers when it is called. */
let answers: Record<string, () => unknown>;
let calls: string[];

class AnsweringConnection extends FakeConnection {
  override async call(request: Parameters<ApiCaller["call"]>[0]): Promise<unknown> {
    const { method, signal } = request;
    calls.push(method);
    const interrupted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    return Promise.race([answers[method]?.(), interrupted]);
  }
  override get facades(): ReadonlyMap<string, readonly number[]> {
    return new Map([
      ["AgentLifeFlag", [1]],
      ["NotifyWatcher", [1]],
      ["Singular", [2]],
    ]);
  }
}

beforeEach(async () => {
  clock = new VirtualClock();
  engine = engineOn(clock);
  calls = [];
  engine.install(agentName, agentManifold(new MemoryAgent()));
  engine.install(
    callerName,
    manifold({
      agentName,
      apiConfigWatcherName: resourceName("nothing"),
      apiOpen: () => Promise.reject(new Error("nobody dials here")),
      newConnection: async () => new AnsweringConnection(),
    }),
  );
});
afterEach(async () => {
  engine.kill();
  await engine.wait().catch(() => undefined);
});

function results(result: unknown): () => unknown {
  return () => ({ results: [result] });
}

/** An answer that comes when it is told to. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test("a life flag is up as the controller says, and bounces when the life is another", async () => {
  let life = "alive";
  const change = gate();
  let asked = 0;
  answers = {
    Life: () => ({ results: [{ life }] }),
    Watch: results({ NotifyWatcherId: "1" }),
    Next: () => (asked++ === 0 ? change.opened : new Promise(() => undefined)),
    Stop: () => ({}),
  };
  engine.install(
    flagName,
    lifeFlagManifold({
      apiCallerName: callerName,
      facade: AgentLifeFlag,
      entity: "machine-0",
      holds: (is) => is !== "dead",
      gone: (cause) => new TerminateAgentError(undefined, { cause }),
    }),
  );
  await clock.advance(100);
  expect(reportOf(engine, "flag").report).toEqual({ flag: true });
  life = "dead";
  change.open();
  await clock.advance(100);
  expect(reportOf(engine, "flag")).toMatchObject({ "start-count": 2, report: { flag: false } });
  expect(calls).toContain("Stop");
});

test("a life flag ends as it was told where the controller knows no such entity", async () => {
  answers = { Life: results({ life: "", error: { message: "gone", code: "not found" } }) };
  engine.install(
    flagName,
    lifeFlagManifold({
      apiCallerName: callerName,
      facade: AgentLifeFlag,
      entity: "machine-0",
      holds: () => true,
      gone: (cause) => new TerminateAgentError("nothing left to do", { cause }),
    }),
  );
  await clock.advance(100);
  const error: unknown = await engine.wait().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TerminateAgentError);
  expect(error).toHaveProperty("cause.code", "not found");
});

test("a refusal is no word of the entity's end: the flag fails, and is tried again", async () => {
  let error: unknown = { message: "permission denied", code: "unauthorized access" };
  answers = {
    Life: () => ({ results: [error === undefined ? { life: "alive" } : { life: "", error }] }),
    Watch: results({ NotifyWatcherId: "1" }),
    Next: () => new Promise(() => undefined),
    Stop: () => ({}),
  };
  engine.install(
    flagName,
    lifeFlagManifold({
      apiCallerName: callerName,
      facade: AgentLifeFlag,
      entity: "machine-0",
      holds: () => true,
      gone: (cause) => new TerminateAgentError(undefined, { cause }),
    }),
  );
  await clock.advance(50);
  expect(reportOf(engine, "flag").error).toContain("permission denied");
  error = undefined;
  await clock.advance(2000);
  expect(reportOf(engine, "flag").report).toEqual({ flag: true });
});

function responsible(): void {
  engine.install(
    flagName,
    responsibleFlagManifold({
      apiCallerName: callerName,
      entity: model,
      claimant: "machine-0",
      duration: 60_000,
      clock,
    }),
  );
}

test("who holds the lease renews it after half its time, and bounces when it is denied", async () => {
  let granted = true;
  const denied = { error: { message: "denied", code: "lease claim denied" } };
  answers = {
    Claim: () => ({ results: [granted ? {} : denied] }),
    Wait: () => new Promise(() => undefined),
  };
  responsible();
  await clock.advance(90_000);
  expect(calls.filter((method) => method === "Claim")).toHaveLength(4);
  expect(reportOf(engine, "flag").report).toEqual({ flag: true });
  granted = false;
  await clock.advance(31_000);
  expect(reportOf(engine, "flag").report).toEqual({ flag: false });
});

test("who does not hold the lease waits until it is free, then claims it", async () => {
  let granted = false;
  const free = gate();
  const denied = { error: { message: "denied", code: "lease claim denied" } };
  answers = {
    Claim: () => ({ results: [granted ? {} : denied] }),
    Wait: async () => {
      await free.opened;
      return { results: [{}] };
    },
  };
  responsible();
  await clock.advance(1000);
  expect(reportOf(engine, "flag").report).toEqual({ flag: false });
  granted = true;
  free.open();
  await clock.advance(1000);
  expect(reportOf(engine, "flag").report).toEqual({ flag: true });
});

test("any other refusal of a lease is a failure, not a no", async () => {
  answers = {
    Claim: () => {
      throw new ApiError("database is down", { code: "" });
    },
  };
  responsible();
  await clock.advance(50);
  expect(reportOf(engine, "flag").state).toBe("stopped");
  expect(reportOf(engine, "flag").error).toContain("database is down");
});
