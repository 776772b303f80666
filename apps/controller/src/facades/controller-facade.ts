import { Controller, type Delta, type UserModelList } from "@holdfast/facades";

import type { ControllerCore } from "../server/controller-core.js";
import {
  administrators,
  type CallContext,
  serve,
  type ServedFacade,
} from "../server/served-facade.js";
import type { Model } from "../state/models.js";
import { modelsTopic } from "../state/topics.js";
import { visibleModels } from "./visible-models.js";

/** A model in Juju's words. */
export function modelInfo(model: Model): {
  name: string;
  uuid: string;
  type: string;
  "owner-tag": string;
} {
  return { name: model.name, uuid: model.uuid, type: "iaas", "owner-tag": `user-${model.owner}` };
}

/** The models that the caller may see, as a list of Juju's. */
export function modelList(context: CallContext): UserModelList {
  return {
    "user-models": visibleModels(context).map((model) => ({ model: modelInfo(model) })),
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

/** Tells of the models that came, went, or live differently. */
function watchModels(context: CallContext): string {
  const { core, watchers } = context;
  let seen = new Map<string, string>();
  const news = (): Delta[] | undefined => {
    const models = visibleModels(context);
    const now = new Map(models.map((model) => [model.uuid, model.life]));
    const changed = models.filter((model) => seen.get(model.uuid) !== model.life);
    const gone = [...seen.keys()].filter((uuid) => !now.has(uuid));
    seen = now;
    if (changed.length === 0 && gone.length === 0) return undefined;
    return [
      ...changed.map((model): Delta => ["model", "change", modelDelta(core, model)]),
      ...gone.map((uuid): Delta => ["model", "remove", { "model-uuid": uuid }]),
    ];
  };
  const subscribe = (listener: () => void): (() => void) => core.hub.watch([modelsTopic], listener);
  return watchers.add("all", { news, subscribe }, true);
}

/** All models of the controller, for those who look after them. */
export const controllerFacade: ServedFacade = serve(
  Controller,
  { on: ["controller"], allows: administrators },
  {
    AllModels: (_params, context) => modelList(context),
    WatchAllModels: (_params, context) => ({ "watcher-id": watchModels(context) }),
  },
);
