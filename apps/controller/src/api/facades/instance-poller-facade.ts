import { InstancePoller } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import { agentsTopic } from "../../state/topics.js";
import { entityNotFound, permissionDenied } from "../api-errors.js";
import { scopeModel } from "../auth.js";
import { eachResult } from "../results.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../served-facade.js";
import { watchNames } from "../watched.js";

/** The connection's model's machines, id by id, with their lives. */
function machines(context: CallContext): ReadonlyMap<string, string> {
  const lives = context.core.state.agents.machineLives(scopeModel(context.scope));
  return new Map([...lives].map(([tag, life]) => [parseTagOf("machine", tag).id, life]));
}

/** The machines of a model, for whoever looks after them. */
export const instancePollerFacade: ServedFacade = serve(
  InstancePoller,
  { on: ["model"], allows: administrators },
  {
    WatchModelMachines: (_params, context) => {
      const topic = agentsTopic(scopeModel(context.scope));
      const { watched, first } = watchNames(context.core, [topic], () => machines(context));
      return { "watcher-id": context.watchers.add("strings", watched, false), changes: first };
    },
    Life: ({ entities }, context) => ({
      results: eachResult(entities, { life: "" }, ({ tag }) => {
        if (!tag.startsWith("machine-")) throw permissionDenied();
        const agent = context.core.state.agents.find(scopeModel(context.scope), tag);
        if (agent === undefined) throw entityNotFound(tag);
        return { life: agent.life };
      }),
    }),
  },
);
