import type { UserModelList } from "@holdfast/facades";

import type { Model } from "../../state/model.js";
import type { ControllerCore } from "../controller-core.js";
import type { CallContext } from "../served-facade.js";
import { timestamp } from "../timestamp.js";
import { visibleModels } from "../visible-models.js";
import { describeModel } from "./model-description.js";
import { ownerFields } from "./owner.js";

/** The models that the caller may see, as a list of Juju's; with qualifiers in its newer versions. */
export function modelList(context: CallContext, qualified: boolean): UserModelList {
  const { auth, core } = context;
  const lastLogin = auth.kind === "user" ? auth.user.lastLogin : undefined;
  // A machine is nobody who could have been connected last.
  const last = lastLogin === undefined ? null : timestamp(lastLogin);
  return {
    "user-models": visibleModels(context).map((model) => {
      const { name, uuid, type } = describeModel(model, core);
      const owner = ownerFields(model.owner, qualified);
      return { model: { name, uuid, type, ...owner }, "last-connection": last };
    }),
  };
}

/** A model as a watcher of everything tells of it. */
export function modelDelta(core: ControllerCore, model: Model): Record<string, unknown> {
  const described = describeModel(model, core);
  return {
    "model-uuid": described.uuid,
    name: described.name,
    life: model.life,
    owner: model.owner,
    "controller-uuid": described.controllerUuid,
    "is-controller": described.isController,
    config: {},
    status: { current: described.status, message: "", since: described.since },
    constraints: {},
    sla: { level: described.sla, owner: "" },
  };
}
