import { expect, test } from "vitest";
import {
  AlreadyInstalledError,
  BounceError,
  CallbackError,
  CycleError,
  Engine,
  EngineConfigError,
  EngineError,
  EngineStoppingError,
  IntensityError,
  MissingError,
  NotAWorkerError,
  NotInstalledError,
  NotReadyError,
  resourceName,
  StartOverrunError,
  StopOverrunError,
  UninstallError,
} from "../../src/index.js";
import { CONFIG } from "../support.js";

test("the errors that workers end with say what they ask for, and keep their cause", () => {
  const cause = new Error("why");
  const errors = [new BounceError(undefined, { cause }), new UninstallError(undefined, { cause })];
  expect(errors.map(String)).toEqual([
    "BounceError: restart immediately",
    "UninstallError: resource permanently unavailable",
  ]);
  expect(errors.map((error) => error.cause)).toEqual([cause, cause]);
  expect(new BounceError("own words").message).toBe("own words");
  expect(new UninstallError("own words").message).toBe("own words");
  expect(new MissingError()).toMatchObject({
    message: "dependency not available",
    dependency: undefined,
    reason: "not running",
  });
  expect(new MissingError("flag", "not set", { cause })).toMatchObject({
    message: '"flag" not set: dependency not available',
    cause,
  });
});

const cause = new Error("why");

test.each([
  [
    "ERR_MISSING",
    'MissingError: "b" not running: dependency not available',
    () => new MissingError("b"),
  ],
  ["ERR_BOUNCE", "BounceError: restart immediately", () => new BounceError()],
  ["ERR_UNINSTALL", "UninstallError: resource permanently unavailable", () => new UninstallError()],
  [
    "ERR_ALREADY_INSTALLED",
    'AlreadyInstalledError: "a" manifold already installed; remove or replace it first',
    () => new AlreadyInstalledError("a"),
  ],
  [
    "ERR_NOT_INSTALLED",
    'NotInstalledError: "a" manifold not installed',
    () => new NotInstalledError("a", []),
  ],
  [
    "ERR_CYCLE",
    'CycleError: cannot install "a" manifold: cycle detected: a -> b -> a; drop one of these inputs',
    () => new CycleError("a", ["a", "b", "a"]),
  ],
  [
    "ERR_ENGINE_STOPPING",
    'EngineStoppingError: cannot install "a" manifold: engine is shutting down',
    () => new EngineStoppingError("a"),
  ],
  [
    "ERR_ENGINE_CONFIG",
    "EngineConfigError: invalid config: no delay",
    () => new EngineConfigError("no delay"),
  ],
  [
    "ERR_NOT_A_WORKER",
    'NotAWorkerError: "a" start returned no worker: it must return an object with kill and wait',
    () => new NotAWorkerError("a"),
  ],
  [
    "ERR_START_OVERRUN",
    'StartOverrunError: "a" did not start within 5 ms',
    () => new StartOverrunError("a", 5),
  ],
  [
    "ERR_STOP_OVERRUN",
    'StopOverrunError: "a" did not stop within 5 ms and was abandoned',
    () => new StopOverrunError("a", 5),
  ],
  [
    "ERR_RESTART_INTENSITY",
    'IntensityError: "a" failed more often than its restart policy allows',
    () => new IntensityError("a", cause),
  ],
  [
    "ERR_CALLBACK",
    "CallbackError: isFatal threw while it judged an error",
    () => new CallbackError("isFatal", cause),
  ],
  [
    "ERR_NOT_READY",
    'NotReadyError: not ready: "a" is not installed.',
    () => new NotReadyError(["a"], '"a" is not installed.'),
  ],
])("an Error with the code %s says: %s", (code, text, make) => {
  const error = make();
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toBeInstanceOf(Error);
  expect([error.code, String(error)]).toEqual([code, text]);
});

test.each([
  [{ isFatal: 7 }, "isFatal is not a function"],
  [{ worstError: "first" }, "worstError is not a function"],
  [{ errorDelay: -1 }, "errorDelay is negative"],
  [{ bounceDelay: -1 }, "bounceDelay is negative"],
  [{ maxDelay: -1 }, "maxDelay is negative"],
  [{ backoffResetTime: -1 }, "backoffResetTime is negative"],
  [{ startDeadline: -1 }, "startDeadline is negative"],
  [{ stopDeadline: -1 }, "stopDeadline is negative"],
  [{ reportDeadline: -1 }, "reportDeadline is negative"],
  [{ patience: -1 }, "patience is negative"],
  [{ errorDelay: Number.NaN }, "errorDelay is not a number"],
  [{ errorDelay: "3s" }, "errorDelay is not a number"],
  [{ backoffFactor: 0.9 }, "backoffFactor 0.9 must be >= 1"],
  [{ backoffFactor: Number.NaN }, "backoffFactor NaN must be >= 1"],
  [{ restart: [{ backoff: { delay: -1 } }] }, "backoff delay is negative"],
  [{ restart: [{ backoff: { delay: 1, cap: -1 } }] }, "backoff cap is negative"],
  [{ restart: [{ backoff: { delay: 1, reset: -1 } }] }, "backoff reset is negative"],
  [{ restart: [{ backoff: { delay: 1, factor: 0.5 } }] }, "backoff factor 0.5 must be >= 1"],
  [
    { restart: [{ backoff: { delay: 1, jitter: { kind: "bounded", spread: 1.1 } } }] },
    "jitter spread 1.1 must be from 0 to 1",
  ],
  [
    { restart: [{ backoff: { delay: 1, jitter: { kind: "bounded", spread: -0.1 } } }] },
    "jitter spread -0.1 must be from 0 to 1",
  ],
  [
    { restart: [{ intensity: { failures: 1, within: -1, next: "end" } }] },
    "intensity window is negative",
  ],
  [
    { restart: [{ intensity: { failures: -1, within: 1, next: "end" } }] },
    "intensity failures is negative",
  ],
])("a configuration with %o is refused", (wrong, message) => {
  const make = (): Engine => Reflect.construct(Engine, [{ ...CONFIG, ...wrong }]);
  expect(make).toThrow(EngineConfigError);
  expect(make).toThrow(expect.objectContaining({ message: `invalid config: ${message}` }));
});

const NOTHING = (): void => undefined;

test("the bounds themselves are accepted", () => {
  const jitters = [0, 1].map((spread) => ({
    backoff: { delay: 0, factor: 1, jitter: { kind: "bounded", spread } } as const,
  }));
  const engine = new Engine({ ...CONFIG, backoffFactor: 1, patience: 0, restart: jitters });
  expect(engine.report().state).toBe("started");
  engine.kill();
});

test.each([
  [{ inputs: [] }, '"a" manifold has no start function'],
  [{ start: NOTHING }, '"a" manifold has no list of inputs'],
  [{ inputs: [], start: NOTHING, startDeadline: -1 }, '"a" startDeadline is negative'],
  [{ inputs: [], start: NOTHING, stopDeadline: -1 }, '"a" stopDeadline is negative'],
  [
    { inputs: [], start: NOTHING, restart: [{ backoff: { delay: -1 } }] },
    "backoff delay is negative",
  ],
])("a manifold that is %o is refused", (wrong, message) => {
  const engine = new Engine(CONFIG);
  const install = (): unknown =>
    Reflect.apply(engine.install.bind(engine), engine, [resourceName("a"), wrong]);
  expect(install).toThrow(expect.objectContaining({ message: `invalid config: ${message}` }));
  expect(engine.report().manifolds).toEqual({});
  engine.kill();
});
