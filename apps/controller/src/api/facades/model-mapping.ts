import type { UserModelList } from "@holdfast/facades";

import type { Model } from "../../state/model.js";
import type { ControllerCore } from "../controller-core.js";
import type { CallContext } from "../served-facade.js";
import { visibleModels } from "../visible-models.js";

/** A model in Juju's words. */
function modelEntry(model: Model): {
  name: string;
  uuid: string;
  type: string;
  "owner-tag": string;
} {
  return { name: model.name, uuid: model.uuid, type: "iaas", "owner-tag": `user-${model.owner}` };
}

/** The models that the caller may see, as a list of Juju's. */
export function modelList(context: CallContext): UserModelList {
  const { auth } = context;
  const lastLogin = auth.kind === "user" ? auth.user.lastLogin : undefined;
  // A machine is nobody who could have been connected last.
  const last = lastLogin === undefined ? null : new Date(lastLogin).toISOString();
  return {
    "user-models": visibleModels(context).map((model) => ({
      model: modelEntry(model),
      "last-connection": last,
    })),
  };
}

/** A model as a watcher of everything tells of it. */
export function modelDelta(core: ControllerCore, model: Model): Record<string, unknown> {
  return {
    "model-uuid": model.uuid,
    name: model.name,
    life: model.life,
    owner: model.owner,
    "controller-uuid": core.controllerUuid,
    "is-controller": model.uuid === core.controllerModelUuid,
    config: {},
    status: { current: "available", message: "", since: new Date(model.createdAt).toISOString() },
    constraints: {},
    sla: { level: "", owner: "" },
  };
}
