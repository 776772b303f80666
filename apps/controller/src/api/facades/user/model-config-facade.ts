import { ModelConfig } from "@holdfast/facades";

import { setModelConfig } from "../../../state/model-config.js";
import type { Model } from "../../../state/model.js";
import { KEPT } from "../../../bounds.js";
import { permissionDenied } from "../../api-errors.js";
import { beginning, checkLength } from "../../kept-words.js";
import { modelConfig } from "../../model-config.js";
import { type CallContext, serve, type ServedFacade, usersOnly } from "../../served-facade.js";
import { writes, type WritingContext } from "../../writes.js";
import { modelAccess } from "./model-info.js";

/** The connection's model; on a controller's connection the controller's own, as in Juju. */
function modelOf({ core, scope }: CallContext): Model {
  const uuid = scope.kind === "model" ? scope.model : core.controllerModelUuid;
  return core.state.models.get(uuid);
}

function readable(context: CallContext): Model {
  const model = modelOf(context);
  if (modelAccess(model, context) === undefined) throw permissionDenied();
  return model;
}

function change(values: Record<string, string | undefined>, context: WritingContext): void {
  const model = modelOf(context);
  const access = modelAccess(model, context);
  if (access !== "admin" && access !== "write") throw permissionDenied();
  for (const [key, value] of Object.entries(values)) {
    checkLength(`the value of ${beginning(key, KEPT.name)}`, value ?? "", KEPT.configValue);
  }
  setModelConfig(context.core.state.models, model.uuid, values);
}

/** How the connection's model is configured, for people. There are no constraints here. */
export const modelConfigFacade: ServedFacade = serve(
  ModelConfig,
  { on: ["model", "controller"], allows: usersOnly },
  {
    ModelGet: (_params, context) => {
      const entries = [...modelConfig(readable(context), context.core)];
      // Who may log in to the machines is for those to know who look after them.
      const shown = entries.filter(([key]) => key !== "authorized-keys");
      return { config: Object.fromEntries(shown) };
    },
    ModelSet: writes(({ config }, context) => {
      const values = Object.entries(config).map(([key, value]) => [key, String(value)]);
      change(Object.fromEntries(values), context);
      return {};
    }),
    ModelUnset: writes(({ keys }, context) => {
      change(Object.fromEntries(keys.map((key) => [key, undefined])), context);
      return {};
    }),
    GetModelConstraints: (_params, context) => {
      readable(context);
      return { constraints: {} };
    },
    Sequences: (_params, context) => {
      const { uuid } = readable(context);
      return { sequences: { machine: context.core.state.agents.nextMachine(uuid) } };
    },
  },
);
