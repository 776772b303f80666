import { Logger } from "@holdfast/facades";

import { modelTopic } from "../../state/topics.js";
import { permissionDenied } from "../api-errors.js";
import { eachResult } from "../results.js";
import {
  agentsOnly,
  type CallContext,
  callingAgent,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

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
        return notifyWatcher(context, topics, () => loggingConfig(context));
      }),
    }),
  },
);
