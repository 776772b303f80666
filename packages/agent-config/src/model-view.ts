import { type ControllerTag, isTagOf, type ModelTag } from "@holdfast/names";

import type { AgentConfig } from "./agent.js";
import { AgentConfigError } from "./errors.js";
import type { ObservableAgent } from "./file-agent.js";

/**
 * An agent as one of its models sees it: the same identity and current password, another model, no
 * old password. It follows the agent's changes and makes none of its own.
 *
 * @throws AgentConfigError `ERR_CONFIG_VALUE` for a tag whose UUID is none
 */
export function modelView(
  agent: ObservableAgent,
  place: {
    /** Undefined for a view of the controller alone: its logins name no model. */
    readonly model: ModelTag | undefined;
    /** The agent's own where none is given. */
    readonly controller?: ControllerTag | undefined;
  },
): ObservableAgent {
  const { model, controller } = place;
  if (controller !== undefined && !isTagOf("controller", controller)) {
    throw invalid("controller", controller);
  }
  if (model !== undefined && !isTagOf("model", model)) throw invalid("model", model);
  return {
    currentConfig: () => viewOf(agent.currentConfig(), model, controller),
    changeConfig: () => Promise.reject(immutable()),
    subscribe: (listener) => agent.subscribe(listener),
  };
}

function viewOf(
  config: AgentConfig,
  model: ModelTag | undefined,
  controller: ControllerTag | undefined,
): AgentConfig {
  const { tag, nonce, dataDir, caCert, apiAddresses } = config;
  return Object.freeze<AgentConfig>({
    tag,
    nonce,
    dataDir,
    caCert,
    apiAddresses,
    model,
    controller: controller ?? config.controller,
    oldPassword: "",
    apiInfo: () => {
      const info = config.apiInfo();
      if (info === undefined) return undefined;
      const { modelTag: _own, ...rest } = info;
      return model === undefined ? rest : { ...rest, modelTag: model };
    },
    value: (key) => config.value(key),
  });
}

function invalid(kind: "controller" | "model", tag: string): AgentConfigError {
  const uuid = tag.startsWith(`${kind}-`) ? tag.slice(kind.length + 1) : tag;
  return new AgentConfigError(`${kind} uuid ${JSON.stringify(uuid)} not valid`, {
    code: "ERR_CONFIG_VALUE",
  });
}

function immutable(): AgentConfigError {
  return new AgentConfigError(
    "model agent config is immutable: change the configuration of the agent that it is a view of",
    { code: "ERR_MODEL_CONFIG_IMMUTABLE" },
  );
}
