import { expect, test } from "vitest";
import {
  BounceError,
  causes,
  CycleError,
  Engine,
  EngineConfigError,
  EngineError,
  MissingError,
  resourceName,
  StopOverrunError,
  UninstallError,
} from "../src/index.js";
import { nearestName } from "../src/nearest-name.js";
import { CONFIG } from "./support.js";

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

test("every error is an Error with its class as name, and a code", () => {
  const error = new StopOverrunError("a", 5);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toBeInstanceOf(Error);
  expect(`${error}`).toBe('StopOverrunError: "a" did not stop within 5 ms and was abandoned');
  expect(new CycleError("a", ["a", "a"]).message).toContain("drop one of these inputs");
});

test("causes walks each error once, nearest first, through causes and aggregates", () => {
  const leaf = new Error("leaf");
  const loop = new Error("loop");
  loop.cause = loop;
  const top = new AggregateError([leaf, loop, "text"], "top", { cause: leaf });
  expect([...causes(top)]).toEqual([top, leaf, loop, "text"]);
  expect([...causes(undefined)]).toEqual([]);
  expect([...causes("text")]).toEqual(["text"]);
  expect([...causes(null)]).toEqual([null]);
});

test.each([
  [{ isFatal: undefined }, "isFatal not specified"],
  [{ worstError: undefined }, "worstError not specified"],
  [{ errorDelay: undefined }, "errorDelay not specified"],
  [{ bounceDelay: undefined }, "bounceDelay not specified"],
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

test.each([
  ["api-calller", "api-caller"],
  ["ap-icaller", "api-caller"],
  ["aip-caller", "api-caller"],
  ["api_caller", "api-caller"],
  ["clcok", "clock"],
  ["b", "a"],
  ["something quite different", undefined],
  ["clock", undefined],
])("the name nearest to %s is %s", (wanted, nearest) => {
  expect(nearestName(wanted, ["api-caller", "clock", "a"])).toBe(nearest);
});
