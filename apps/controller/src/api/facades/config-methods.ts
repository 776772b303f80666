import type {
  ControllerConfigResult,
  Empty,
  ModelConfigResult,
  NotifyWatchResult,
  StringResult,
} from "@holdfast/facades";

import { modelTopic } from "../../state/topics.js";
import { scopeModel } from "../auth.js";
import { controllerConfig } from "../controller-config.js";
import { modelConfigValues } from "../model-config.js";
import type { CallContext } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

function values(context: CallContext): ModelConfigResult["config"] {
  const { core, scope } = context;
  return modelConfigValues(core.state.models.get(scopeModel(scope)), core);
}

/** How the connection's model and the controller are configured: methods that several facades have. */
export const configMethods = {
  ModelConfig: (_params: Empty, context: CallContext): ModelConfigResult => ({
    config: values(context),
  }),
  WatchForModelConfigChanges: (_params: Empty, context: CallContext): NotifyWatchResult =>
    notifyWatcher(context, [modelTopic(scopeModel(context.scope))], () =>
      JSON.stringify(values(context)),
    ),
  ControllerConfig: (_params: Empty, { core }: CallContext): ControllerConfigResult => ({
    config: controllerConfig(core),
  }),
};

/** The UUID of the connection's model. */
export const modelUuidMethod = {
  ModelUUID: (_params: Empty, { scope }: CallContext): StringResult => ({
    result: scopeModel(scope),
  }),
};
