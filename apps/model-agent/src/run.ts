import { modelView, type ObservableAgent } from "@holdfast/agent-config";
import { modelPolicy } from "@holdfast/agent-manifold";
import {
  type AgentProcessOptions,
  type LoadedParts,
  loadWorkers,
  runAgentProcess,
  userManifolds,
  workersChoice,
} from "@holdfast/agent-runtime";
import { type DialOptions, open } from "@holdfast/api-open";
import { ApiInfoMissingError } from "@holdfast/connect";
import { silentLogger, systemClock } from "@holdfast/ports";
import type { WorkersModule } from "@holdfast/workers";

import { version } from "./version.js";
import { assembleModelAgent, type ModelChoice } from "./assemble.js";
import { denialSaysWhatToDo, tryModelList } from "./model-list-watcher.js";
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

/** What `run` would run for a model, for `check`; where it is to serve all, whether it would be told of any. */
export async function loadParts(
  agent: ObservableAgent,
  options: AgentProcessOptions & { readonly models?: ModelChoice },
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
  const look = (dial: DialOptions, signal: AbortSignal): Promise<string> =>
    lookForModels(agent, dial, signal);
  return {
    manifolds: own,
    login: { kind: "current password" },
    ...(options.models === "all" ? { afterLogin: { what: "models", look } } : {}),
  };
}

async function lookForModels(
  agent: ObservableAgent,
  dial: DialOptions,
  signal: AbortSignal,
): Promise<string> {
  const info = modelView(agent, { model: undefined }).currentConfig().apiInfo();
  if (info === undefined) throw new ApiInfoMissingError();
  await using connection = await denialSaysWhatToDo(() => open(info, dial, signal));
  await tryModelList(connection, signal);
  return "the controller tells which there are";
}
