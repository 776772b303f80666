import { Logger } from "@holdfast/facades";

import {
  agentsOnly,
  callingAgent,
  type CallContext,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import { permissionDenied } from "../api-errors.js";
import { modelTopic } from "../../state/topics.js";
import { eachResult } from "../results.js";
import { watchValue } from "../watched.js";

function loggingConfig(context: CallContext): string {
  const { models } = context.core.state;
  const { scope } = context;
  return (scope.kind === "model" ? models.find(scope.model)?.loggingConfig : undefined) ?? "";
}

function ownTag(tag: string, context: CallContext): void {
  if (callingAgent(context.auth).tag !== tag) throw permissionDenied();
}

/** How verbose the model wants its agents to be. */
export const loggerFacade: ServedFacade = serve(
  Logger,
  { on: ["model"], allows: agentsOnly },
  {
    LoggingConfig: ({ entities }, context) => ({
      results: eachResult(entities, { result: "" }, ({ tag }) => {
        ownTag(tag, context);
        return { result: loggingConfig(context) };
      }),
    }),
    WatchLoggingConfig: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        ownTag(tag, context);
        const topics = context.scope.kind === "model" ? [modelTopic(context.scope.model)] : [];
        const watched = watchValue(context.core, topics, () => loggingConfig(context));
        return { NotifyWatcherId: context.watchers.add("notify", watched, false) };
      }),
    }),
  },
);
