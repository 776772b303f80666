// The error policy of each kind of agent: what its engine is told about errors. The rules are in
// agent-end.ts.
import { isApiError, ProxySettingError } from "@holdfast/api-open";
import { isConnectImpossible } from "@holdfast/connect";
import type { FilterFunc } from "@holdfast/dependency-engine";
import { errorText, findInChain, isKind } from "@holdfast/ports";

import { bounceOnChangedPassword } from "./changed-password.js";
import { agentEnd, type AgentExit, agentExit, machineEndRules } from "./agent-end.js";
import { MisconfiguredError, ModelRemovedError, TerminateAgentError } from "./agent-end-errors.js";

/** What an engine and its process are told about errors. */
export interface ErrorPolicy {
  /** For the api-caller manifold: what the connect strategy's errors mean. */
  readonly connectFilter: FilterFunc;
  readonly isFatal: (error: unknown) => boolean;
  /** Of two errors that end an engine the one that counts; `second` is what counted so far. */
  readonly worstError: (first: unknown, second: unknown) => unknown;
  /** For the engine's own end. */
  readonly engineFilter: FilterFunc;
  /** Which exit code the process ends with, by name. */
  readonly exit: (error: unknown) => AgentExit;
}

/** The policy of the agent of a machine. */
export const machinePolicy: ErrorPolicy = {
  connectFilter(error) {
    const bounce = bounceOnChangedPassword(error);
    if (bounce !== undefined) return bounce;
    const unusable = misconfigured(error);
    if (unusable !== undefined) return unusable;
    return isConnectImpossible(error)
      ? new TerminateAgentError(undefined, { cause: error })
      : error;
  },
  isFatal: (error) => machineEndRules[agentEnd(error)].fatal,
  worstError: (first, second) =>
    machineEndRules[agentEnd(first)].importance > machineEndRules[agentEnd(second)].importance
      ? first
      : second,
  engineFilter: (error) => error,
  exit: agentExit,
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
  exit: agentExit,
};

/** A proxy's URL in the environment that cannot be used: no process sees its environment change. */
function misconfigured(error: unknown): MisconfiguredError | undefined {
  const found = findInChain(error, (link) => isKind(link, ProxySettingError));
  return found === undefined
    ? undefined
    : new MisconfiguredError(errorText(found), { cause: error });
}
