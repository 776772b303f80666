// What the engine of a model runs above its connection.
import { API_CALLER_NAME, named, type NamedManifold } from "@holdfast/agent-manifold";
import {
  house,
  type Housing,
  IS_RESPONSIBLE_FLAG_NAME,
  MIGRATION_INACTIVE_FLAG_NAME,
  migrationInactiveFlagManifold,
  MODEL_MACHINES_NAME,
  modelLifeFlagManifold,
  modelMachinesManifold,
  NOT_DEAD_FLAG_NAME,
  responsibleFlagManifold,
} from "@holdfast/agent-manifold/building-blocks";
import type { ModelTag, Tag } from "@holdfast/names";
import type { Clock, Logger } from "@holdfast/ports";

/** What the manifolds of a model's engine are made from. */
export interface ModelManifoldsConfig {
  readonly model: ModelTag;
  /** The machine that serves it. */
  readonly machine: Tag;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What every worker lives in that acts for the model: it is there, stays there, and is in this agent's care. */
export const modelHousing: Housing = {
  flags: [NOT_DEAD_FLAG_NAME, IS_RESPONSIBLE_FLAG_NAME, MIGRATION_INACTIVE_FLAG_NAME],
};

/** The manifolds that a model's engine has beyond those of every agent. */
export function modelManifolds(config: ModelManifoldsConfig): readonly NamedManifold[] {
  const { model, machine, logger, clock } = config;
  const apiCallerName = API_CALLER_NAME;
  return [
    named(NOT_DEAD_FLAG_NAME, modelLifeFlagManifold({ apiCallerName, model })),
    named(
      IS_RESPONSIBLE_FLAG_NAME,
      responsibleFlagManifold({ apiCallerName, entity: model, claimant: machine, clock, logger }),
    ),
    named(MIGRATION_INACTIVE_FLAG_NAME, migrationInactiveFlagManifold({ apiCallerName })),
    named(
      MODEL_MACHINES_NAME,
      house(modelHousing, modelMachinesManifold({ apiCallerName, clock, logger })),
    ),
  ];
}
