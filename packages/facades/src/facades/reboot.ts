import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorInfo, ErrorResults } from "../messages/common.js";
import { NotifyWatchResult } from "../messages/watch.js";
import { list, message, optional, type Schema, text } from "../wire.js";

/** `result` is `noop`, `reboot` or `shutdown`. */
export interface RebootActionResult {
  result?: string;
  error?: ErrorInfo;
}
export const RebootActionResult: Schema<RebootActionResult> = message({
  result: optional(text),
  error: optional(ErrorInfo),
});

export interface RebootActionResults {
  results?: RebootActionResult[];
}
export const RebootActionResults: Schema<RebootActionResults> = message({
  results: optional(list(RebootActionResult)),
});

/** Whether a machine is to reboot. Its agent takes the request back before it does. */
export interface RebootMethods {
  WatchForRebootEvent(params: Empty): NotifyWatchResult;
  GetRebootAction(params: Entities): RebootActionResults;
  RequestReboot(params: Entities): ErrorResults;
  ClearReboot(params: Entities): ErrorResults;
}

export const Reboot: Facade<RebootMethods> = defineFacade<RebootMethods>({
  name: "Reboot",
  version: 2,
  methods: {
    WatchForRebootEvent: { params: Empty, result: NotifyWatchResult },
    GetRebootAction: { params: Entities, result: RebootActionResults },
    RequestReboot: { params: Entities, result: ErrorResults },
    ClearReboot: { params: Entities, result: ErrorResults },
  },
});
