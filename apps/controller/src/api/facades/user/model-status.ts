import type { Entity, HostedModelStatus, HostedModelStatuses } from "@holdfast/facades";

import type { Model } from "../../../state/model.js";
import { eachResult } from "../../results.js";
import type { CallContext } from "../../served-facade.js";
import { describeModel } from "../model-description.js";
import { ownerFields } from "../owner.js";
import { visibleModel } from "./visible-model.js";

function status(model: Model, qualified: boolean, { core }: CallContext): HostedModelStatus {
  const agents = core.state.agents.list(model.uuid);
  const units = agents.filter(({ tag }) => tag.startsWith("unit-"));
  const applications = new Set(units.map(({ tag }) => tag.replace(/-\d+$/u, "")));
  return {
    "model-tag": `model-${model.uuid}`,
    life: model.life,
    type: describeModel(model, core).type,
    "hosted-machine-count": agents.length - units.length,
    "application-count": applications.size,
    "unit-count": units.length,
    ...ownerFields(model.owner, qualified),
  };
}

/** How much there is in each of these models. */
export function modelStatuses(
  entities: readonly Entity[],
  qualified: boolean,
  context: CallContext,
): HostedModelStatuses {
  const blank: HostedModelStatus = {
    "model-tag": "",
    life: "",
    type: "",
    "hosted-machine-count": 0,
    "application-count": 0,
    "unit-count": 0,
    ...ownerFields("", qualified),
  };
  return {
    models: eachResult(entities, blank, ({ tag }) =>
      status(visibleModel(tag, context), qualified, context),
    ),
  };
}
