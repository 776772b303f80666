import type { ObservableAgent } from "@holdfast/agent-config";
import { modelPolicy } from "@holdfast/agent-manifold";
import {
  type AgentProcessOptions,
  type LoadedParts,
  loadWorkers,
  runAgentProcess,
  userManifolds,
  workersChoice,
} from "@holdfast/agent-runtime";
import { silentLogger, systemClock } from "@holdfast/ports";
import type { WorkersModule } from "@holdfast/workers";

import { version } from "./version.js";
import { assembleModelAgent, type ModelChoice } from "./assemble.js";
import { modelHousing, modelManifolds } from "./model-manifolds.js";

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
        const workers = await workersFor(agent, options);
        return assembleModelAgent(agent, models, { logger, clock, view, workers });
      },
    },
    options,
    signal,
  );
}

function workersFor(
  agent: ObservableAgent,
  { workers, plugins: folders }: Pick<AgentProcessOptions, "workers" | "plugins">,
): Promise<readonly WorkersModule[]> {
  const config = agent.currentConfig();
  const named = workersChoice(config, workers);
  return loadWorkers(named, { beside: import.meta.url, folders }, config);
}

/** What `run` would run for a model, for `check`. */
export async function loadParts(
  agent: ObservableAgent,
  options: AgentProcessOptions,
): Promise<LoadedParts> {
  const { logger = silentLogger, clock = systemClock } = options;
  const workers = await workersFor(agent, options);
  const { tag: machine, model } = agent.currentConfig();
  const own =
    model === undefined
      ? []
      : [
          ...modelManifolds({ model, machine, logger, clock }),
          ...userManifolds(workers, { tag: machine, model, logger, clock }, modelHousing),
        ];
  return { manifolds: own, login: { kind: "current password" } };
}
