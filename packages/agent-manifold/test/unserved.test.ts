import { type ApiCaller, ApiError, facadeClient } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { resourceName, runWorker, type Engine } from "@holdfast/dependency-engine";
import { Singular } from "@holdfast/facades";
import { untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, expect, test } from "vitest";

import { agentManifold, createAgentEngine, machinePolicy, manifold } from "../src/index.js";
import { FakeConnection } from "./kit/fake-connection.js";
import { notebook } from "./kit/notebook.js";
import { reportOf } from "./kit/engine-on.js";

const agentName = resourceName<MemoryAgent>("agent");
const callerName = resourceName<ApiCaller>("api-caller");
const workerName = resourceName<unknown>("lease");

/** A controller of a release with, or without, the facade; calls are answered as `answer` says. */
class Controller extends FakeConnection {
  constructor(
    readonly serves: boolean,
    readonly answer: () => unknown = () => ({ results: [{}] }),
  ) {
    super();
  }
  override get facades(): ReadonlyMap<string, readonly number[]> {
    return new Map(this.serves ? [["Singular", [2]]] : []);
  }
  override async call(request: Parameters<ApiCaller["call"]>[0]): Promise<unknown> {
    this.calls.push(request.method);
    return this.answer();
  }
}

let clock: VirtualClock;
let log: ReturnType<typeof notebook>;
let engine: Engine;

/** An agent that connects to these, one after the other, and to the last for good. */
function connectTo(...connections: Controller[]): void {
  clock = new VirtualClock();
  log = notebook();
  engine = createAgentEngine({
    policy: machinePolicy,
    clock,
    random: () => 0.5,
    logger: log.logger,
  });
  engine.install(agentName, agentManifold(new MemoryAgent()));
  const newConnection = async (): Promise<Controller> =>
    (connections.length > 1 ? connections.shift() : connections[0]) ?? new Controller(false);
  const apiOpen = (): Promise<never> => Promise.reject(new Error("nobody dials here"));
  engine.install(callerName, manifold({ agentName, apiOpen, newConnection }));
  engine.install(workerName, {
    inputs: [callerName],
    start: async (context) => {
      const singular = facadeClient(context.get(callerName), Singular);
      await singular.Wait({ entities: [] });
      return runWorker(untilAborted);
    },
  });
}
afterEach(async () => {
  engine.kill();
  await engine.wait();
});

function told(): string[] {
  return log.lines.filter((line) => line.split(" ")[1] === "lease");
}

test("a worker whose facade is not served rests, says why once, and never tries again by itself", async () => {
  connectTo(new Controller(false));
  await clock.advance(3_600_000);
  expect(reportOf(engine, "lease")).toMatchObject({ attempts: 1, resting: "degraded" });
  expect(told()).toEqual([
    expect.stringMatching(/^warn lease rests until the next connection: .* facade Singular/),
  ]);
  expect(engine.explain("lease").text).toMatch(/rests until .* facade Singular/);
});

test("a method that is not implemented is rested for like a facade that is not offered", async () => {
  const words = "Singular(2).Wait not implemented";
  const controller = new Controller(true, () => {
    throw new ApiError(words, { code: "not implemented" });
  });
  connectTo(controller);
  await clock.advance(3_600_000);
  expect(controller.calls).toEqual(["Wait"]);
  expect(told()).toEqual([`warn lease rests until the next connection: ${words}`]);
});

test("the next connection is tried: a controller that serves it has the worker started", async () => {
  const old = new Controller(false);
  const same = new Controller(false);
  connectTo(old, same, new Controller(true));
  await clock.advance(1000);
  old.break(new Error("gone"));
  await clock.advance(1000);
  expect(told()).toHaveLength(1); // nothing new to tell
  same.break(new Error("gone"));
  await clock.advance(1000);
  expect(reportOf(engine, "lease").state).toBe("started");
  expect(told().at(-1)).toBe("info lease started");
});

test("any other refusal is a failure as ever", async () => {
  connectTo(
    new Controller(true, () => {
      throw new ApiError("permission denied", { code: "unauthorized access" });
    }),
  );
  await clock.advance(1000);
  expect(told()).toHaveLength(1); // what comes again is counted
  expect(told()[0]).toMatch(/^error lease failed/);
});
