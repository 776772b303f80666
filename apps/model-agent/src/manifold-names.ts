import type { Flag } from "@holdfast/agent-manifold/building-blocks";
import { type ResourceName, resourceName } from "@holdfast/dependency-engine";

/** Up once agent.conf has a current password. */
export const CREDENTIALS_FLAG_NAME: ResourceName<Flag> = resourceName("credentials-flag");
/** Follows the controller's list of models. */
export const MODEL_LIST_WATCHER_NAME: ResourceName<unknown> = resourceName("model-list-watcher");
/** Installs and removes the models' engines. */
export const MODEL_ENGINES_NAME: ResourceName<unknown> = resourceName("model-engines");
/** The engine that asks the controller which models there are. */
export const CONTROLLER_ENGINE_NAME: ResourceName<unknown> = resourceName("controller");
