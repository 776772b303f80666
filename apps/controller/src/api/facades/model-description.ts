import type { Uuid } from "@holdfast/names";

import type { Model } from "../../state/model.js";
import type { ControllerCore } from "../controller-core.js";
import { timestamp } from "../timestamp.js";

/** The one cloud that there is, and its one region. */
export const CLOUD_TAG = "cloud-holdfast";
export const CLOUD_REGION = "default";

/**
 * What this controller says of a model, in every message that describes one: each message has names
 * of its own for these facts. There are no clouds and no service levels here.
 */
export interface ModelDescription {
  readonly uuid: Uuid;
  readonly name: string;
  readonly type: "iaas";
  readonly cloudTag: typeof CLOUD_TAG;
  readonly ownerTag: string;
  readonly controllerUuid: Uuid;
  /** Whether it is the model of the controller's own machines. */
  readonly isController: boolean;
  readonly status: "available" | "destroying";
  /** RFC 3339 */
  readonly since: string;
  readonly sla: "unsupported";
  /** The version of Juju that its agents are said to have. */
  readonly agentVersion: string;
}

/** Describes a model. */
export function describeModel(model: Model, core: ControllerCore): ModelDescription {
  return {
    uuid: model.uuid,
    name: model.name,
    type: "iaas",
    cloudTag: CLOUD_TAG,
    ownerTag: `user-${model.owner}`,
    controllerUuid: core.controllerUuid,
    isController: model.uuid === core.controllerModelUuid,
    status: model.life === "alive" ? "available" : "destroying",
    since: timestamp(model.createdAt),
    sla: "unsupported",
    agentVersion: core.juju.version,
  };
}
