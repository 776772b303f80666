import { AgentEndError } from "@holdfast/agent-manifold";
import { ConnectImpossibleError } from "@holdfast/connect";
import { causes } from "@holdfast/dependency-engine";

/**
 * What to tell an operator of an agent's end: what happened, rather than which worker it happened to
 * or which policy ended the agent for it. The error itself where nothing in its chain says more.
 */
export function endReason(error: unknown): unknown {
  for (const Class of [ConnectImpossibleError, AgentEndError]) {
    for (const cause of causes(error)) if (cause instanceof Class) return cause;
  }
  return error;
}
