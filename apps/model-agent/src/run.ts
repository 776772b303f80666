import { modelPolicy } from "@holdfast/agent-manifold";
import {
  type AgentProcessOptions,
  loadWorkers,
  runAgentProcess,
  workersChoice,
} from "@holdfast/agent-runtime";
import { silentLogger, systemClock } from "@holdfast/ports";

import { version } from "./version.js";
import { assembleModelAgent, type ModelChoice } from "./assemble.js";

/** What `model-agent run` is told. */
export interface ModelAgentOptions extends AgentProcessOptions {
  readonly models: ModelChoice;
}

/**
 * Runs an engine for each model until `signal` is aborted: fulfilled once everything has stopped. It
 * reads the agent.conf that the machine's agent owns, follows its changes, and never writes it.
 */
export function runModelAgent(options: ModelAgentOptions, signal: AbortSignal): Promise<void> {
  const { models, logger = silentLogger, clock = systemClock } = options;
  return runAgentProcess(
    {
      name: "model-agent",
      version,
      policy: modelPolicy,
      assemble: async (agent, view) => {
        const named = workersChoice(agent.currentConfig(), options.workers);
        const workers = await loadWorkers(named, {
          beside: import.meta.url,
          folders: options.plugins,
        });
        return assembleModelAgent(agent, models, { logger, clock, view, workers });
      },
    },
    options,
    signal,
  );
}
