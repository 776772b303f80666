import { defineFacade } from "../facade.js";
import { Entities, StringResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
export const Logger = defineFacade({
  name: "Logger",
  version: 1,
  methods: {
    LoggingConfig: { params: Entities, result: StringResults },
    WatchLoggingConfig: { params: Entities, result: NotifyWatchResults },
  },
});
