import { Controller, type Delta } from "@holdfast/facades";

import { modelsTopic } from "../../state/topics.js";
import { notImplemented } from "../api-errors.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../served-facade.js";
import { visibleModels } from "../visible-models.js";
import { modelDelta, modelList } from "./model-mapping.js";

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
    WatchAllModels: (_params, context) => {
      if (!context.core.juju.traits.watchesEverything) throw notImplemented("WatchAllModels");
      return { "watcher-id": watchModels(context) };
    },
  },
);
