// How an agent ends: which error ended it, whether that is fatal, which of two ends counts, and with
// which exit code. This is the one place where that is decided; who throws does not know.
import { isConnectImpossible, ConnectImpossibleError } from "@holdfast/connect";
import { findInChain, isKind } from "@holdfast/ports";

import { type AgentEndCode, AgentEndError } from "./agent-end-errors.js";

/** How an agent ended: by one of the errors that end agents, by another, or by none. */
export type AgentEnd = AgentEndCode | "other" | "none";

/**
 * The exit code of the agent's process, by its name in the list of exit codes that all commands share
 * (`EXIT` of `@holdfast/command-line`): stopped as asked; failed; wrong usage or configuration; the
 * connection is permanently impossible.
 */
export type AgentExit = "stopped" | "failed" | "usage" | "impossible";

/** What follows from one way to end. */
export interface AgentEndRule {
  /** Whether this ends the engine. */
  readonly fatal: boolean;
  /** Of two ends the more important one is the result; on a tie, the one that came before. */
  readonly importance: 0 | 1 | 2 | 3 | 4;
  readonly exit: AgentExit;
}

/**
 * Every way for a machine's agent to end, after Juju's machine agent; the exit codes are ours. Nothing
 * here removes a file: terminal is not destructive.
 */
export const machineEndRules: Readonly<Record<AgentEnd, AgentEndRule>> = {
  none: { fatal: false, importance: 0, exit: "stopped" },
  other: { fatal: false, importance: 1, exit: "failed" },
  ERR_MODEL_REMOVED: { fatal: false, importance: 1, exit: "failed" },
  ERR_RESTART_AGENT: { fatal: true, importance: 1, exit: "failed" },
  ERR_FATAL: { fatal: true, importance: 1, exit: "failed" },
  ERR_UPGRADE_READY: { fatal: true, importance: 2, exit: "failed" },
  ERR_REBOOT_MACHINE: { fatal: true, importance: 3, exit: "stopped" },
  ERR_SHUTDOWN_MACHINE: { fatal: true, importance: 3, exit: "stopped" },
  ERR_CONTROLLER_UNTRUSTED: { fatal: true, importance: 4, exit: "usage" },
  ERR_MISCONFIGURED: { fatal: true, importance: 4, exit: "usage" },
  ERR_TERMINATE_AGENT: { fatal: true, importance: 4, exit: "stopped" },
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
  return endError(error)?.code ?? "other";
}

/** The exit code for a process whose agent ended with `error`, by name. */
export function agentExit(error: unknown): AgentExit {
  return isConnectImpossible(error) ? "impossible" : machineEndRules[agentEnd(error)].exit;
}

/**
 * What to tell an operator of an agent's end: what happened, rather than which worker it happened to
 * or which policy ended the agent for it. The error itself where nothing in its chain says more.
 */
export function agentEndReason(error: unknown): unknown {
  return (
    findInChain(error, (link) => isKind(link, ConnectImpossibleError)) ?? endError(error) ?? error
  );
}

function endError(error: unknown): AgentEndError | undefined {
  return findInChain(error, (link) => isKind(link, AgentEndError));
}
