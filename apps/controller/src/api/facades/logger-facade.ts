import { Logger } from "@holdfast/facades";

import { modelTopic } from "../../state/topics.js";
import { permissionDenied } from "../api-errors.js";
import { quietWatcher } from "../quiet-watchers.js";
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

const since2 = (version: number): boolean => version >= 2;

/** How verbose the model wants its agents to be; and that logs are sent here and nowhere else. */
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
    GetControllerLokiConfig: ({ tag }, context) => {
      ownTag(tag, context);
      return { endpoint: "", error: { message: "loki config not found", code: "not found" } };
    },
    WatchControllerLokiConfig: ({ tag }, context) => {
      ownTag(tag, context);
      return quietWatcher(context);
    },
  },
  { GetControllerLokiConfig: since2, WatchControllerLokiConfig: since2 },
);
