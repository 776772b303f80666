import { ApiError, ProxySettingError } from "@holdfast/api-open";
import { ChangedPasswordError, ConnectImpossibleError } from "@holdfast/connect";
import { BounceError } from "@holdfast/dependency-engine";
import { describe, expect, test } from "vitest";

import {
  type AgentEnd,
  agentEnd,
  type AgentExit,
  ControllerUntrustedError,
  MisconfiguredError,
  FatalAgentError,
  machinePolicy,
  machineEndRules,
  modelPolicy,
  ModelRemovedError,
  RebootMachineError,
  RestartAgentError,
  ShutdownMachineError,
  TerminateAgentError,
  UpgradeReadyError,
} from "../src/index.js";

const plain = new Error("disk is slow");

// end, an error that is one, its text, then: fatal to a machine's agent, importance, exit code
const rows: readonly [AgentEnd, unknown, string, boolean, number, AgentExit][] = [
  ["none", undefined, "undefined", false, 0, "stopped"],
  ["other", plain, "disk is slow", false, 1, "failed"],
  ["ERR_RESTART_AGENT", new RestartAgentError(), "agent should be restarted", true, 1, "failed"],
  ["ERR_FATAL", new FatalAgentError(), "fatal", true, 1, "failed"],
  [
    "ERR_UPGRADE_READY",
    new UpgradeReadyError(),
    "must restart: an agent upgrade is available",
    true,
    2,
    "failed",
  ],
  ["ERR_REBOOT_MACHINE", new RebootMachineError(), "machine needs to reboot", true, 3, "stopped"],
  [
    "ERR_SHUTDOWN_MACHINE",
    new ShutdownMachineError(),
    "machine needs to shutdown",
    true,
    3,
    "stopped",
  ],
  [
    "ERR_CONTROLLER_UNTRUSTED",
    new ControllerUntrustedError("another CA"),
    "another CA",
    true,
    4,
    "usage",
  ],
  [
    "ERR_MISCONFIGURED",
    new MisconfiguredError("no proxy like that"),
    "no proxy like that",
    true,
    4,
    "usage",
  ],
  [
    "ERR_TERMINATE_AGENT",
    new TerminateAgentError(),
    "agent should be terminated",
    true,
    4,
    "stopped",
  ],
  ["ERR_MODEL_REMOVED", new ModelRemovedError(), "model removed", false, 1, "failed"],
];

describe.each(rows)("a machine's agent, %s", (end, error, text, fatal, importance, exit) => {
  const wrapped =
    error === undefined
      ? undefined
      : new Error("above", { cause: new Error("x", { cause: error }) });

  test("is known, also when wrapped, and says what it is", () => {
    expect(agentEnd(error)).toBe(end);
    expect(agentEnd(wrapped)).toBe(end);
    expect(error instanceof Error ? error.message : String(error)).toBe(text);
  });
  test(`is ${fatal ? "" : "not "}fatal`, () => {
    expect(machinePolicy.isFatal(error)).toBe(fatal);
    expect(machinePolicy.isFatal(wrapped)).toBe(fatal);
  });
  test(`has importance ${importance}, and exits with ${exit}`, () => {
    expect(machineEndRules[end].importance).toBe(importance);
    expect(machinePolicy.exit(error)).toBe(exit);
    expect(machinePolicy.exit(wrapped)).toBe(exit);
  });
});

test("of two ends a machine's agent keeps the more important one, and the earlier on a tie", () => {
  for (const [, first, , , rank] of rows) {
    for (const [, second, , , otherRank] of rows) {
      const worst = machinePolicy.worstError(first, second);
      expect(worst).toBe(rank > otherRank ? first : second);
    }
  }
});

describe("what a machine's connect strategy ends with", () => {
  test("impossible, however deep: the agent ends, with exit code 3, its reason kept", () => {
    const impossible = new Error("cannot open api", { cause: new ConnectImpossibleError() });
    const filtered = machinePolicy.connectFilter(impossible);
    expect(filtered).toBeInstanceOf(TerminateAgentError);
    expect(filtered).toHaveProperty("cause", impossible);
    expect(machinePolicy.isFatal(filtered)).toBe(true);
    expect(machinePolicy.exit(filtered)).toBe("impossible");
  });
  test("password replaced: a bounce", () => {
    const changed = new ChangedPasswordError();
    expect(machinePolicy.connectFilter(changed)).toBeInstanceOf(BounceError);
    const bounce = new BounceError(undefined, { cause: changed });
    expect(machinePolicy.connectFilter(bounce)).toBe(bounce);
  });
  test("anything else, and a clean end: unchanged", () => {
    expect(machinePolicy.connectFilter(plain)).toBe(plain);
    expect(machinePolicy.connectFilter(undefined)).toBeUndefined();
  });
});

describe("a model's engine", () => {
  const gone = new Error("cannot open api", {
    cause: new ApiError('unknown model: "…"', { code: "model not found" }),
  });

  test("ends, and that is no failure, when the controller has no such model", () => {
    const filtered = modelPolicy.connectFilter(gone);
    expect(filtered).toBeInstanceOf(ModelRemovedError);
    expect(modelPolicy.isFatal(filtered)).toBe(true);
    expect(modelPolicy.engineFilter(filtered)).toBeUndefined();
  });
  test.each(rows.filter(([end]) => end !== "ERR_MODEL_REMOVED"))("goes on after %s", (_, error) => {
    expect(modelPolicy.isFatal(error)).toBe(false);
    expect(modelPolicy.connectFilter(error)).toBe(error);
    expect(modelPolicy.engineFilter(error)).toBe(error);
  });
  test("is not ended by an impossible connection: its credentials are another's to mend", () => {
    const impossible = new ConnectImpossibleError();
    expect(modelPolicy.isFatal(modelPolicy.connectFilter(impossible))).toBe(false);
  });
  test("keeps the newest of two errors", () => {
    expect(modelPolicy.worstError(plain, gone)).toBe(plain);
    expect(modelPolicy.worstError(undefined, gone)).toBe(gone);
  });
});

test("a proxy's URL that cannot be used ends a machine's agent: it is said what to correct", () => {
  const cause = new ProxySettingError("it is no URL with a host");
  const end = machinePolicy.connectFilter(new Error("cannot open api", { cause }));
  expect(end).toBeInstanceOf(MisconfiguredError);
  expect(end).toHaveProperty("message", cause.message);
  expect(machinePolicy.isFatal(end)).toBe(true);
  expect(machinePolicy.exit(end)).toBe("usage");
});
