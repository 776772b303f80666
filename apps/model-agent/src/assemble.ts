// The model agent's own engine: the agent, its credentials, and one nested engine for each model (and
// one for the controller, where the controller is asked which models there are).
import { type FileAgent, modelView } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  createAgentEngine,
  type ErrorPolicy,
  modelPolicy,
  named,
} from "@holdfast/agent-manifold";
import { userManifolds } from "@holdfast/agent-runtime";
import { apiOpen, isApiError, open } from "@holdfast/api-open";
import type { Engine, Manifold } from "@holdfast/dependency-engine";
import { modelTag, parseUuid, shortModelId } from "@holdfast/names";
import { labelledLogger } from "@holdfast/ports";

import { credentialsFlagManifold } from "./credentials-flag.js";
import { ModelListDeniedError } from "./errors.js";
import {
  CONTROLLER_ENGINE_NAME,
  CREDENTIALS_FLAG_NAME,
  MODEL_ENGINES_NAME,
  MODEL_LIST_WATCHER_NAME,
} from "./manifold-names.js";
import { modelEnginesManifold } from "./model-engines.js";
import { modelHousing, modelManifolds } from "./model-manifolds.js";
import { modelListWatcherManifold } from "./model-list-watcher.js";
import { ModelSet } from "./model-set.js";
import { nestedEngineManifold, type SharedContext } from "./nested-engine.js";

/** Which models to serve: these, by their UUIDs, or all that the controller has. */
export type ModelChoice = readonly string[] | "all";

/** Makes the model agent's engine; it starts at once. */
export function assembleModelAgent(
  agent: FileAgent,
  choice: ModelChoice,
  shared: SharedContext,
): Engine {
  const models = new ModelSet(choice === "all" ? [] : choice);
  const { logger, clock, view } = shared;
  const engine = createAgentEngine({ policy: modelPolicy, logger, clock });
  view.watch("agent", engine);
  view.strategy("only");
  engine.install(AGENT_NAME, agentManifold(agent));
  engine.install(CREDENTIALS_FLAG_NAME, credentialsFlagManifold(AGENT_NAME));
  if (choice === "all") engine.install(CONTROLLER_ENGINE_NAME, controllerEngine(models, shared));
  engine.install(
    MODEL_ENGINES_NAME,
    modelEnginesManifold({
      models,
      host: engine,
      engineOf: (model) => modelEngine(model, agent, shared),
    }),
  );
  return engine;
}

function modelEngine(model: string, agent: FileAgent, shared: SharedContext): Manifold {
  const tag = modelTag(parseUuid(model));
  const { clock } = shared;
  const label = { model: shortModelId(tag) };
  const logger = labelledLogger(shared.logger, label);
  const machine = agent.currentConfig().tag;
  const own = userManifolds(
    shared.workers,
    { tag: machine, model: tag, logger, clock },
    modelHousing,
  );
  return nestedEngineManifold(
    {
      name: tag,
      label,
      as: (whole) => modelView(whole, { model: tag }),
      apiOpen: shared.view.instrumentOpen(apiOpen),
      manifolds: [...modelManifolds({ model: tag, machine, logger, clock }), ...own],
    },
    shared,
  );
}

/** An agent that is not let in without a model will not be told of models: that is what to say. */
const modelListPolicy: ErrorPolicy = {
  ...modelPolicy,
  connectFilter: (error) =>
    isApiError(error, "unauthorized access") ? new ModelListDeniedError({ cause: error }) : error,
};

// Logs in to the controller itself, in no model; `open`, since `apiOpen` would look for one.
function controllerEngine(models: ModelSet, shared: SharedContext): Manifold {
  return nestedEngineManifold(
    {
      name: "controller",
      label: { engine: "controller" },
      as: (whole) => modelView(whole, { model: undefined }),
      apiOpen: shared.view.instrumentOpen(open),
      policy: modelListPolicy,
      manifolds: [
        named(
          MODEL_LIST_WATCHER_NAME,
          modelListWatcherManifold({
            apiCallerName: API_CALLER_NAME,
            models,
            clock: shared.clock,
          }),
        ),
      ],
    },
    shared,
  );
}
