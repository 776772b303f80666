import type { Agent } from "@holdfast/agent-config";
import type { ApiCaller, OpenFunc } from "@holdfast/api-open";
import { ChangedPasswordError, type ConnectFunc, ConnectImpossibleError } from "@holdfast/connect";
import { MemoryAgent } from "@holdfast/connect-testkit";
import {
  BounceError,
  type Engine,
  MissingError,
  type ResourceName,
  resourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, describe, expect, test } from "vitest";

import {
  agentManifold,
  CannotOpenApiError,
  ConnectionBrokenError,
  ConnectionCloseError,
  manifold,
  type ManifoldConfig,
  TerminateAgentError,
  machinePolicy,
} from "../src/index.js";
import { untilAborted } from "@holdfast/ports";
import { engineOn, reportOf } from "./kit/engine-on.js";
import { FakeConnection } from "./kit/fake-connection.js";

const agentName = resourceName<Agent>("agent");
const apiConfigWatcherName = resourceName<unknown>("api-config-watcher");
const callerName = resourceName<ApiCaller>("api-caller");
const apiOpen: OpenFunc = () => Promise.reject(new Error("nobody is to dial here"));

function configured(
  newConnection: ConnectFunc,
  more: Partial<ManifoldConfig> = {},
): ManifoldConfig {
  return { agentName, apiConfigWatcherName, apiOpen, newConnection, ...more };
}

function contextOf(agent: Agent, signal: AbortSignal = new AbortController().signal): StartContext {
  const find = <T>(name: ResourceName<T>): T | undefined => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the agent is what that name is for
    return name === String(agentName) ? (agent as T) : undefined;
  };
  return {
    signal,
    health: { degraded: () => undefined, recovered: () => undefined },
    find,
    get: (name) => {
      const found = find(name);
      if (found === undefined) throw new MissingError(name);
      return found;
    },
  };
}

async function failure(promise: unknown): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

describe("the manifold", () => {
  test("depends on the agent and on the watcher of its addresses", () => {
    const { inputs } = manifold(configured(async () => new FakeConnection()));
    expect(inputs).toEqual(["agent", "api-config-watcher"]);
  });

  test("hands the strategy the agent, the open function and a signal", async () => {
    const agent = new MemoryAgent();
    const context = contextOf(agent);
    let handed: unknown[] = [];
    await manifold(
      configured(async (...args) => {
        handed = args;
        return new FakeConnection();
      }),
    ).start(context);
    expect(handed).toEqual([agent, apiOpen, expect.any(AbortSignal)]);
  });

  test("passes on that the agent is missing, unchanged", async () => {
    const missing = new MissingError("agent");
    const context: StartContext = {
      ...contextOf(new MemoryAgent()),
      get: () => {
        throw missing;
      },
    };
    const start = manifold(configured(async () => new FakeConnection())).start(context);
    expect(await failure(start)).toBe(missing);
  });

  test("turns a changed password, however deep, into a bounce that keeps its cause", async () => {
    const cause = new Error("wrapped", { cause: new ChangedPasswordError() });
    const start = manifold(configured(() => Promise.reject(cause))).start(
      contextOf(new MemoryAgent()),
    );
    const error = await failure(start);
    expect(error).toBeInstanceOf(BounceError);
    expect(error).toHaveProperty("cause", cause);
  });

  test("wraps every other error with the short model and the agent, and keeps it as the cause", async () => {
    const cause = new Error("no route to host");
    const start = manifold(configured(() => Promise.reject(cause))).start(
      contextOf(new MemoryAgent()),
    );
    const error = await failure(start);
    expect(error).toBeInstanceOf(CannotOpenApiError);
    expect(error).toMatchObject({
      code: "ERR_CANNOT_OPEN_API",
      message: '[deadbe] "machine-0" cannot open api: no route to host',
      cause,
    });
  });

  test("says that there is no model where the agent has none", async () => {
    const start = manifold(configured(() => Promise.reject(new Error("x")))).start(
      contextOf(new MemoryAgent({ model: undefined })),
    );
    expect(await failure(start)).toHaveProperty(
      "message",
      '[no model] "machine-0" cannot open api: x',
    );
  });

  test("passes on the reason of an interrupted start, unwrapped", async () => {
    const stop = new AbortController();
    const start = manifold(
      configured(async (_agent, _open, signal) => {
        await untilAborted(signal ?? stop.signal);
        throw signal?.reason;
      }),
    ).start(contextOf(new MemoryAgent(), stop.signal));
    const reason = new Error("no longer wanted");
    stop.abort(reason);
    expect(await failure(start)).toBe(reason);
  });

  test("closes a connection that arrives after the start was interrupted", async () => {
    const stop = new AbortController();
    const connection = new FakeConnection();
    const arrives = Promise.withResolvers<FakeConnection>();
    const start = manifold(configured(() => arrives.promise)).start(
      contextOf(new MemoryAgent(), stop.signal),
    );
    stop.abort(new Error("no longer wanted"));
    arrives.resolve(connection);
    expect(await failure(start)).toBe(stop.signal.reason);
    expect(connection.closes).toBe(1);
  });

  test("carries the filter it was given", () => {
    const { connectFilter } = machinePolicy;
    const strategy: ConnectFunc = async () => new FakeConnection();
    expect(manifold(configured(strategy, { filter: connectFilter })).filter).toBe(connectFilter);
    expect(manifold(configured(strategy))).not.toHaveProperty("filter");
  });
});

describe("the worker", () => {
  async function started(connection: FakeConnection) {
    const made = manifold(configured(async () => connection));
    const worker = await made.start(contextOf(new MemoryAgent()));
    return { made, worker };
  }

  test("closes the connection when killed, once, and ends cleanly", async () => {
    const connection = new FakeConnection();
    const { worker } = await started(connection);
    worker.kill();
    worker.kill();
    await worker.wait();
    expect(connection.closes).toBe(1);
  });

  test("ends with an error that carries the reason when the connection breaks", async () => {
    const connection = new FakeConnection();
    const { worker } = await started(connection);
    const reason = new Error("no answer to ping");
    connection.break(reason);
    const error = await failure(worker.wait());
    expect(error).toBeInstanceOf(ConnectionBrokenError);
    expect(error).toMatchObject({ code: "ERR_CONNECTION_BROKEN", cause: reason });
    expect(connection.closes).toBe(1);
  });

  test("bounces where it broke because the credentials were replaced", async () => {
    const connection = new FakeConnection();
    const { worker } = await started(connection);
    const reason = new ChangedPasswordError("renewed");
    connection.break(reason);
    const error = await failure(worker.wait());
    expect(error).toBeInstanceOf(BounceError);
    expect(error).toHaveProperty("cause", reason);
    expect(connection.closes).toBe(1);
  });

  test("notices a connection that was broken before the worker began", async () => {
    const connection = new FakeConnection();
    connection.break(new Error("gone at once"));
    const { worker } = await started(connection);
    expect(await failure(worker.wait())).toBeInstanceOf(ConnectionBrokenError);
  });

  test("keeps the reason, not the failed close, as the cause, and tells of both", async () => {
    const connection = new FakeConnection();
    connection.closeError = new Error("cannot close either");
    const { worker } = await started(connection);
    const reason = new Error("reset by peer");
    connection.break(reason);
    expect(await failure(worker.wait())).toMatchObject({
      cause: reason,
      closeError: connection.closeError,
      message:
        "api connection broken unexpectedly: reset by peer; closing it failed as well: cannot close either",
    });
  });

  test("ends with an error where a killed connection does not close cleanly", async () => {
    const connection = new FakeConnection();
    connection.closeError = new Error("cannot close");
    const { worker } = await started(connection);
    worker.kill();
    const error = await failure(worker.wait());
    expect(error).toBeInstanceOf(ConnectionCloseError);
    expect(error).toHaveProperty("cause", connection.closeError);
  });

  test("reports where the connection leads", async () => {
    const { worker } = await started(new FakeConnection());
    expect(worker.report?.()).toMatchObject({
      address: "10.0.0.1:17070",
      "auth-tag": "machine-0",
      "server-version": "3.6.0",
    });
    worker.kill();
  });
});

describe("the output", () => {
  test("calls through, and has no way to close the connection", async () => {
    const connection = new FakeConnection();
    const made = manifold(configured(async () => connection));
    const caller = made.output?.(await made.start(contextOf(new MemoryAgent())));
    await caller?.call({ facade: "Machiner", method: "Life" });
    expect(connection.calls).toEqual(["Machiner.Life"]);
    expect(caller?.bestFacadeVersion("Machiner")).toBe(5);
    expect(caller?.broken).toBe(connection.broken);
    expect(caller).toMatchObject({ authTag: "machine-0", serverVersion: "3.6.0" });
    for (const name of ["close", "addr", "isBroken", Symbol.asyncDispose]) {
      expect(name in Object(caller)).toBe(false);
    }
    expect(Object.values(Object(caller))).not.toContain(connection);
    // @ts-expect-error -- who uses the connection cannot close it
    expect(() => caller?.close()).toThrow(TypeError);
  });
});

describe("in an engine", () => {
  const engines: Engine[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) {
      engine.kill();
      await engine.wait().catch(() => undefined);
    }
  });

  function run(
    newConnection: ConnectFunc,
    clock = new VirtualClock(),
    watch: () => Worker = () => runWorker(untilAborted),
  ) {
    const engine = engineOn(clock);
    engines.push(engine);
    engine.install(agentName, agentManifold(new MemoryAgent()));
    engine.install(apiConfigWatcherName, { inputs: [], start: watch });
    engine.install(
      callerName,
      manifold(configured(newConnection, { filter: machinePolicy.connectFilter })),
    );
    return { engine, clock };
  }

  test("a replaced password leads to a second login after the bounce delay, not the error delay", async () => {
    const starts: number[] = [];
    const clock = new VirtualClock();
    const { engine } = run(async () => {
      starts.push(clock.now());
      if (starts.length === 1) throw new ChangedPasswordError();
      return new FakeConnection();
    }, clock);
    await clock.advance(100);
    expect(starts).toHaveLength(2);
    expect(starts[1]).toBeLessThan(100);
    expect(reportOf(engine, "api-caller").state).toBe("started");
  });

  test("a broken connection restarts the caller and its dependents, once", async () => {
    const connections: FakeConnection[] = [];
    const { engine, clock } = run(async () => {
      const connection = new FakeConnection();
      connections.push(connection);
      return connection;
    });
    let dependents = 0;
    engine.install(resourceName("dependent"), {
      inputs: [callerName],
      start: (context) => {
        context.get(callerName);
        dependents++;
        return runWorker(untilAborted);
      },
    });
    await clock.advance(50);
    connections[0]?.break(new Error("reset"));
    await clock.advance(1000);
    expect(connections).toHaveLength(2);
    expect(connections[0]?.closes).toBe(1);
    expect(dependents).toBe(2);
  });

  test("an impossible connection ends the engine with the reason at the end of the chain", async () => {
    const impossible = new ConnectImpossibleError("the controller knows machine-0 no more");
    const { engine, clock } = run(() => Promise.reject(impossible));
    await clock.advance(10);
    const error = await failure(engine.wait());
    expect(error).toBeInstanceOf(TerminateAgentError);
    expect(machinePolicy.exit(error)).toBe("impossible");
  });

  test("killing the engine interrupts a start that waits for the controller", async () => {
    let interrupted: unknown;
    const { engine, clock } = run(async (_agent, _open, signal) => {
      if (signal === undefined) throw new Error("no signal");
      await untilAborted(signal);
      interrupted = signal.reason;
      throw signal.reason;
    });
    await clock.advance(10);
    engine.kill();
    await engine.wait();
    expect(interrupted).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  test("a watcher that cannot start does not keep the caller from connecting", async () => {
    const clock = new VirtualClock();
    const { engine } = run(
      async () => new FakeConnection(),
      clock,
      () => {
        throw new Error("cannot watch");
      },
    );
    await clock.advance(10_000);
    expect(reportOf(engine, "api-config-watcher").state).not.toBe("started");
    expect(reportOf(engine, "api-caller").state).toBe("started");
  });
});
