// The error policy of each kind of agent, as a table of values: what a worker's end means for the
// agent as a whole. The rows are Juju's (machine agent and model agent); the exit codes are ours.
import { isApiError } from "@holdfast/api-open";
import { isChangedPassword, isConnectImpossible } from "@holdfast/connect";
import { BounceError, causes, type FilterFunc } from "@holdfast/dependency-engine";

import {
  type AgentEndCode,
  AgentEndError,
  ModelRemovedError,
  TerminateAgentError,
} from "./agent-errors.js";

/** 0 stopped as asked; 1 failed; 2 wrong usage or configuration; 3 connection permanently impossible. */
export type AgentExitCode = 0 | 1 | 2 | 3;

/** How an agent ended: by one of the errors that end agents, by another, or by none. */
export type AgentEnd = AgentEndCode | "other" | "none";

/** One row of a policy. */
export interface Verdict {
  /** Whether this ends the engine. */
  readonly fatal: boolean;
  /** Of two ends the more important one is the result; on a tie, the one that came before. */
  readonly importance: 0 | 1 | 2 | 3 | 4;
  /** What the process exits with. */
  readonly exit: AgentExitCode;
}

/** What an engine and its process are told about errors. */
export interface ErrorPolicy {
  /** For the api-caller manifold: what the connect strategy's errors mean. */
  readonly connectFilter: FilterFunc;
  readonly isFatal: (error: unknown) => boolean;
  /** Of two errors that end an engine the one that counts; `second` is what counted so far. */
  readonly worstError: (first: unknown, second: unknown) => unknown;
  /** For the engine's own end. */
  readonly engineFilter: FilterFunc;
  readonly exitCode: (error: unknown) => AgentExitCode;
}

/** Every way for a machine's agent to end. Nothing here removes a file: terminal is not destructive. */
export const machineVerdicts: Readonly<Record<AgentEnd, Verdict>> = {
  none: { fatal: false, importance: 0, exit: 0 },
  other: { fatal: false, importance: 1, exit: 1 },
  ERR_MODEL_REMOVED: { fatal: false, importance: 1, exit: 1 },
  ERR_RESTART_AGENT: { fatal: true, importance: 1, exit: 1 },
  ERR_FATAL: { fatal: true, importance: 1, exit: 1 },
  ERR_UPGRADE_READY: { fatal: true, importance: 2, exit: 1 },
  ERR_REBOOT_MACHINE: { fatal: true, importance: 3, exit: 0 },
  ERR_SHUTDOWN_MACHINE: { fatal: true, importance: 3, exit: 0 },
  ERR_CONTROLLER_UNTRUSTED: { fatal: true, importance: 4, exit: 2 },
  ERR_TERMINATE_AGENT: { fatal: true, importance: 4, exit: 0 },
};

/**
 * How `error` ends an agent; the nearest such error in its chain of causes counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { agentEnd, machinePolicy, RestartAgentError } from "@holdfast/agent-manifold";
 *
 * const error = new Error("upgraded", { cause: new RestartAgentError() });
 * assert.equal(agentEnd(error), "ERR_RESTART_AGENT");
 * assert.ok(machinePolicy.isFatal(error));
 * assert.equal(agentEnd(new Error("the disk is full")), "other");
 * assert.ok(!machinePolicy.isFatal(new Error("the disk is full"))); // started again instead
 * ```
 */
export function agentEnd(error: unknown): AgentEnd {
  if (error === undefined || error === null) return "none";
  for (const cause of causes(error)) if (cause instanceof AgentEndError) return cause.code;
  return "other";
}

function machineExit(error: unknown): AgentExitCode {
  return isConnectImpossible(error) ? 3 : machineVerdicts[agentEnd(error)].exit;
}

/** The policy of the agent of a machine. */
export const machinePolicy: ErrorPolicy = {
  connectFilter(error) {
    if (isChangedPassword(error)) return asBounce(error);
    if (isConnectImpossible(error)) {
      return new TerminateAgentError(undefined, { cause: error });
    }
    return error;
  },
  isFatal: (error) => machineVerdicts[agentEnd(error)].fatal,
  worstError: (first, second) =>
    machineVerdicts[agentEnd(first)].importance > machineVerdicts[agentEnd(second)].importance
      ? first
      : second,
  engineFilter: (error) => error,
  exitCode: machineExit,
};

/** The policy of the engine of one model: only its removal is fatal, and that is no failure. */
export const modelPolicy: ErrorPolicy = {
  connectFilter: (error) =>
    isApiError(error, "model not found")
      ? new ModelRemovedError(undefined, { cause: error })
      : error,
  isFatal: (error) => agentEnd(error) === "ERR_MODEL_REMOVED",
  worstError: (first, second) => first ?? second,
  engineFilter: (error) => (agentEnd(error) === "ERR_MODEL_REMOVED" ? undefined : error),
  exitCode: machineExit,
};

function asBounce(error: unknown): unknown {
  if (error instanceof BounceError) return error;
  return new BounceError(error instanceof Error ? error.message : undefined, { cause: error });
}
