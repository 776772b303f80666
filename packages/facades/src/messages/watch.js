import { list, message, optional, text } from "../wire.js";
import { ErrorInfo } from "./common.js";
export const NotifyWatchResult = message({
  NotifyWatcherId: text,
  error: optional(ErrorInfo),
});
export const NotifyWatchResults = message({
  results: list(NotifyWatchResult),
});
export const StringsWatchResult = message({
  "watcher-id": text,
  changes: optional(list(text)),
  error: optional(ErrorInfo),
});
export const AllWatcherId = message({ "watcher-id": text });
