import { AgentLifeFlag, type FacadeHandlers, LifeFlag } from "@holdfast/facades";

import { modelTopic } from "../../state/topics.js";
import { entityNotFound, permissionDenied } from "../api-errors.js";
import { ownEntity } from "../own-entity.js";
import { eachResult } from "../results.js";
import {
  agentsOnly,
  type CallContext,
  callingAgent,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { watchOwnLife } from "./machiner-facade.js";

/** The model of the connection, where `tag` names it; an agent of it may know how it lives. */
function connectionModel(tag: string, context: CallContext): string | undefined {
  return context.scope.kind === "model" && tag === `model-${context.scope.model}`
    ? context.scope.model
    : undefined;
}

function life(tag: string, context: CallContext): { life: string } {
  const model = connectionModel(tag, context);
  if (model === undefined) return { life: ownEntity(tag, context).life };
  const found = context.core.state.models.find(model);
  if (found === undefined) throw entityNotFound(tag);
  return { life: found.life };
}

function watch(tag: string, context: CallContext): { NotifyWatcherId: string } {
  const model = connectionModel(tag, context);
  if (model === undefined) return watchOwnLife(tag, context);
  const { models } = context.core.state;
  return notifyWatcher(context, [modelTopic(model)], () => models.find(model)?.life);
}

const handlers: FacadeHandlers<typeof LifeFlag, CallContext> = {
  Life: ({ entities }, context) => ({
    results: eachResult(entities, { life: "" }, ({ tag }) => life(tag, context)),
  }),
  Watch: ({ entities }, context) => ({
    results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => watch(tag, context)),
  }),
};

/** Whether the calling agent, or its connection's model, is alive; for every agent. */
export const agentLifeFlagFacade: ServedFacade = serve(
  AgentLifeFlag,
  { on: ["model"], allows: agentsOnly },
  handlers,
);

function checked(context: CallContext): CallContext {
  if (!callingAgent(context.auth).managesModels) throw permissionDenied();
  return context;
}

/** The same, for a controller's machines alone. */
export const lifeFlagFacade: ServedFacade = serve(
  LifeFlag,
  { on: ["model"], allows: agentsOnly },
  {
    Life: (params, context) => handlers.Life(params, checked(context)),
    Watch: (params, context) => handlers.Watch(params, checked(context)),
  },
);
