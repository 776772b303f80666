import { defineFacade, type Facade } from "../facade.js";
import { Entities, StringResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";

/** How verbose an agent is to be, such as `<root>=INFO`. */
export interface LoggerMethods {
  LoggingConfig(params: Entities): StringResults;
  WatchLoggingConfig(params: Entities): NotifyWatchResults;
}

export const Logger: Facade<LoggerMethods> = defineFacade<LoggerMethods>({
  name: "Logger",
  version: 1,
  versions: [1, 2],
  methods: {
    LoggingConfig: { params: Entities, result: StringResults },
    WatchLoggingConfig: { params: Entities, result: NotifyWatchResults },
  },
});
