// The root of every agent's graph: holds the agent for those who need it.
import type { Agent } from "@holdfast/agent-config";
import { type Manifold, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";

import { reportingWorker } from "../reporting-worker.js";

/**
 * The manifold whose output is `agent`. Its worker does nothing, and ends when killed; the agent
 * itself belongs to whoever opened it.
 */
export function agentManifold<A extends Agent>(agent: A): Manifold<A> {
  return {
    inputs: [],
    start: () => {
      const idle = runWorker(untilAborted);
      return reportingWorker(idle, () => {
        const { tag, model, controller } = agent.currentConfig();
        return { agent: tag, "model-uuid": model?.slice("model-".length), controller };
      });
    },
    output: () => agent,
  };
}
