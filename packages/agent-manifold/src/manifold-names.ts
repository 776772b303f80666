// The names of the manifolds that our agents are made of, as Juju's agents have them. A manifold
// that wants one of them names it here, and the compiler knows what it will get.
import type { ObservableAgent } from "@holdfast/agent-config";
import type { ApiCaller } from "@holdfast/api-open";
import { type ResourceName, resourceName } from "@holdfast/dependency-engine";

import type { StatusTeller } from "./workers/machiner.js";
import type { Flag } from "./flags/flag.js";
import type { FortressGuard, FortressGuest } from "./flags/fortress.js";

/** The agent: its tag, its configuration, its folder. */
export const AGENT_NAME: ResourceName<ObservableAgent> = resourceName("agent");
/** Bounces when the controller's addresses change. */
export const API_CONFIG_WATCHER_NAME: ResourceName<unknown> = resourceName("api-config-watcher");
/** The connection to the controller: what most workers take as their input. */
export const API_CALLER_NAME: ResourceName<ApiCaller> = resourceName("api-caller");
/** Keeps the controller's addresses in agent.conf. */
export const API_ADDRESS_UPDATER_NAME: ResourceName<unknown> = resourceName("api-address-updater");
/** Up unless the agent's entity is dead. */
export const NOT_DEAD_FLAG_NAME: ResourceName<Flag> = resourceName("not-dead-flag");
/** Where workers must not be while their model moves to another controller. */
export const MIGRATION_FORTRESS_NAME: ResourceName<FortressGuard & FortressGuest> =
  resourceName("migration-fortress");
/** Up while the model is not moving. */
export const MIGRATION_INACTIVE_FLAG_NAME: ResourceName<Flag> =
  resourceName("migration-inactive-flag");
/** Follows the model to another controller. */
export const MIGRATION_MINION_NAME: ResourceName<unknown> = resourceName("migration-minion");
/** Tells the controller of the machine, and follows its life. */
export const MACHINER_NAME: ResourceName<StatusTeller> = resourceName("machiner");
/** Tells the controller of which version the agent is. */
export const UPGRADER_NAME: ResourceName<unknown> = resourceName("upgrader");
/** Sends the agent's log to the controller. */
export const LOG_SENDER_NAME: ResourceName<unknown> = resourceName("log-sender");
/** Up while this agent is the one responsible for the model. */
export const IS_RESPONSIBLE_FLAG_NAME: ResourceName<Flag> = resourceName("is-responsible-flag");
/** Follows the machines of the model. */
export const MODEL_MACHINES_NAME: ResourceName<unknown> = resourceName("model-machines");
