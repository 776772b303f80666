import type { ModelInfo, ModelSummary, ModelUserInfo } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import { accessTo } from "../../../state/model-access.js";
import type { Model } from "../../../state/model.js";
import type { ModelAccess } from "../../../state/user.js";
import { agentPages } from "../../agent-pages.js";
import type { ControllerCore } from "../../controller-core.js";
import type { Steps } from "../../fair-turns.js";
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

function* machinesOf(model: Model, core: ControllerCore): Steps<ModelInfo["machines"]> {
  const machines: ModelInfo["machines"] = [];
  for (const page of agentPages(core.state, model.uuid)) {
    for (const { tag, status } of page) {
      // `.` comes right after `-`.
      if (tag > "machine.") return machines;
      if (!tag.startsWith("machine-")) continue;
      machines.push({ id: parseTagOf("machine", tag).id, status });
    }
    yield;
  }
  return machines;
}

/** A short description; `qualified` as of version 11. */
export function modelSummary(model: Model, context: CallContext, qualified: boolean): ModelSummary {
  const { auth, core } = context;
  const lastLogin = auth.kind === "user" ? auth.user.lastLogin : undefined;
  return {
    ...facts(model, core, qualified),
    "user-access": modelAccess(model, context) ?? "",
    "last-connection": lastLogin === undefined ? null : timestamp(lastLogin),
    counts: [{ entity: "machines", count: core.state.agents.counts(model.uuid).machines }],
  };
}

/** A long description; `qualified` as of version 11. */
export function* modelInfo(
  model: Model,
  context: CallContext,
  qualified: boolean,
): Steps<ModelInfo> {
  const { core } = context;
  const users = core.state.users.ofModel(model.uuid).map(({ user, access }): ModelUserInfo => ({
    "model-tag": `model-${model.uuid}`,
    user: user.name,
    "display-name": user.displayName,
    "last-connection": user.lastLogin === undefined ? null : timestamp(user.lastLogin),
    access,
  }));
  yield;
  return {
    ...facts(model, core, qualified),
    users,
    machines: yield* machinesOf(model, core),
    "secret-backends": [],
  };
}
