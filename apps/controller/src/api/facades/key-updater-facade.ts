import { type Entity, KeyUpdater, type StringsResult } from "@holdfast/facades";

import { modelTopic } from "../../state/topics.js";
import { ownEntity } from "../own-entity.js";
import { eachResult } from "../results.js";
import { type CallContext, machinesOnly, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

function keys(model: string, { core }: CallContext): string[] {
  const set = core.state.models.config(model).get("authorized-keys") ?? "";
  return set
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Who may log in to a machine by SSH: the model's `authorized-keys`. */
export const keyUpdaterFacade: ServedFacade = serve(
  KeyUpdater,
  { on: ["model"], allows: machinesOnly },
  {
    AuthorisedKeys: ({ entities }, context) => ({
      results: eachResult<Entity, StringsResult>(entities, {}, ({ tag }) => ({
        result: keys(ownEntity(tag, context).model, context),
      })),
    }),
    WatchAuthorisedKeys: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        const { model } = ownEntity(tag, context);
        return notifyWatcher(context, [modelTopic(model)], () => keys(model, context).join("\n"));
      }),
    }),
  },
);
