import { defineFacade, type Facade } from "../facade.js";
import { Entities, Entity, ErrorInfo, StringResults } from "../messages/common.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { flag, message, optional, type Schema, text } from "../wire.js";

/** Where logs are to be sent instead of to the controller; an error `not found` where they are not. */
export interface LokiConfigResult {
  endpoint: string;
  "ca-cert"?: string;
  "insecure-skip-verify"?: boolean;
  "org-id"?: string;
  error?: ErrorInfo;
}
export const LokiConfigResult: Schema<LokiConfigResult> = message({
  endpoint: text,
  "ca-cert": optional(text),
  "insecure-skip-verify": optional(flag),
  "org-id": optional(text),
  error: optional(ErrorInfo),
});

/** How verbose an agent is to be, such as `<root>=INFO`. */
export interface LoggerMethods {
  LoggingConfig(params: Entities): StringResults;
  WatchLoggingConfig(params: Entities): NotifyWatchResults;
  /** In version 2. */
  GetControllerLokiConfig(params: Entity): LokiConfigResult;
  /** In version 2. */
  WatchControllerLokiConfig(params: Entity): NotifyWatchResult;
}

export const Logger: Facade<LoggerMethods> = defineFacade<LoggerMethods>({
  name: "Logger",
  version: 1,
  versions: [1, 2],
  methods: {
    LoggingConfig: { params: Entities, result: StringResults },
    WatchLoggingConfig: { params: Entities, result: NotifyWatchResults },
    GetControllerLokiConfig: { params: Entity, result: LokiConfigResult },
    WatchControllerLokiConfig: { params: Entity, result: NotifyWatchResult },
  },
});
