import type { ModelInfo, ModelSummary, ModelUserInfo } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import { accessTo } from "../../../state/model-access.js";
import type { Model } from "../../../state/model.js";
import type { ModelAccess } from "../../../state/user.js";
import type { ControllerCore } from "../../controller-core.js";
import type { CallContext } from "../../served-facade.js";
import { timestamp } from "../../timestamp.js";
import { PROVIDER_TYPE } from "../../model-config.js";
import { CLOUD_REGION, describeModel } from "../model-description.js";
import { ownerFields } from "../owner.js";

/** What a short and a long description have in common. */
type ModelFacts = Omit<ModelSummary, "user-access" | "last-connection" | "counts">;

/** What the caller may do in the model. */
export function modelAccess(model: Model, { auth, core }: CallContext): ModelAccess | undefined {
  if (auth.kind === "user") return accessTo(core.state.users, model.uuid, auth.user);
  return auth.kind === "agent" && auth.managesModels ? "admin" : undefined;
}

function facts(model: Model, core: ControllerCore, qualified: boolean): ModelFacts {
  const { name, uuid, type, status, since, sla, ...described } = describeModel(model, core);
  return {
    name,
    uuid,
    type,
    "controller-uuid": described.controllerUuid,
    "is-controller": described.isController,
    "cloud-tag": described.cloudTag,
    "cloud-region": CLOUD_REGION,
    ...ownerFields(model.owner, qualified),
    "provider-type": PROVIDER_TYPE,
    life: model.life,
    status: { status, info: "", since },
    ...(qualified ? {} : { sla: { level: sla, owner: "" } }),
    "agent-version": described.agentVersion,
  };
}

function machinesOf(model: Model, core: ControllerCore): ModelInfo["machines"] {
  return core.state.agents
    .list(model.uuid)
    .filter(({ tag }) => tag.startsWith("machine-"))
    .map(({ tag, status }) => ({ id: parseTagOf("machine", tag).id, status }));
}

/** A short description; `qualified` as of version 11. */
export function modelSummary(model: Model, context: CallContext, qualified: boolean): ModelSummary {
  const { auth, core } = context;
  const lastLogin = auth.kind === "user" ? auth.user.lastLogin : undefined;
  return {
    ...facts(model, core, qualified),
    "user-access": modelAccess(model, context) ?? "",
    "last-connection": lastLogin === undefined ? null : timestamp(lastLogin),
    counts: [{ entity: "machines", count: machinesOf(model, core).length }],
  };
}

/** A long description; `qualified` as of version 11. */
export function modelInfo(model: Model, context: CallContext, qualified: boolean): ModelInfo {
  const { core } = context;
  const users = core.state.users.list().flatMap((user): ModelUserInfo[] => {
    const access = accessTo(core.state.users, model.uuid, user);
    if (access === undefined) return [];
    return [
      {
        "model-tag": `model-${model.uuid}`,
        user: user.name,
        "display-name": user.displayName,
        "last-connection": user.lastLogin === undefined ? null : timestamp(user.lastLogin),
        access,
      },
    ];
  });
  return {
    ...facts(model, core, qualified),
    users,
    machines: machinesOf(model, core),
    "secret-backends": [],
  };
}
