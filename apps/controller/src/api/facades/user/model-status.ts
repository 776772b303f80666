import type { Entity, HostedModelStatus, HostedModelStatuses } from "@holdfast/facades";

import type { Model } from "../../../state/model.js";
import type { Steps } from "../../fair-turns.js";
import type { CallContext } from "../../served-facade.js";
import { eachResultInSteps } from "../../steps.js";
import { describeModel } from "../model-description.js";
import { ownerFields } from "../owner.js";
import { visibleModel } from "./visible-model.js";

function status(model: Model, qualified: boolean, { core }: CallContext): HostedModelStatus {
  const { machines, units, applications } = core.state.agents.counts(model.uuid);
  return {
    "model-tag": `model-${model.uuid}`,
    life: model.life,
    type: describeModel(model, core).type,
    "hosted-machine-count": machines,
    "application-count": applications,
    "unit-count": units,
    ...ownerFields(model.owner, qualified),
  };
}

/** How much there is in each of these models. */
export function* modelStatuses(
  entities: readonly Entity[],
  qualified: boolean,
  context: CallContext,
): Steps<HostedModelStatuses> {
  const blank: HostedModelStatus = {
    "model-tag": "",
    life: "",
    type: "",
    "hosted-machine-count": 0,
    "application-count": 0,
    "unit-count": 0,
    ...ownerFields("", qualified),
  };
  // Counting takes its time: who asks a hundred times about one model is answered from one count.
  const counted = new Map<string, HostedModelStatus>();
  return {
    models: yield* eachResultInSteps(entities, blank, function* ({ tag }) {
      yield;
      const known = counted.get(tag) ?? status(visibleModel(tag, context), qualified, context);
      counted.set(tag, known);
      return known;
    }),
  };
}
