import { list, message, optional, type Schema, text } from "../wire.js";
import { ErrorInfo } from "./common.js";

/** A watcher that tells only that something changed. The capitals are Juju's: this key has no alias. */
export interface NotifyWatchResult {
  NotifyWatcherId: string;
  error?: ErrorInfo;
}
export const NotifyWatchResult: Schema<NotifyWatchResult> = message({
  NotifyWatcherId: text,
  error: optional(ErrorInfo),
});

export interface NotifyWatchResults {
  results: NotifyWatchResult[];
}
export const NotifyWatchResults: Schema<NotifyWatchResults> = message({
  results: list(NotifyWatchResult),
});

/** A watcher that tells which names changed; `changes` is its first event. */
export interface StringsWatchResult {
  "watcher-id": string;
  changes?: string[];
  error?: ErrorInfo;
}
export const StringsWatchResult: Schema<StringsWatchResult> = message({
  "watcher-id": text,
  changes: optional(list(text)),
  error: optional(ErrorInfo),
});

export interface StringsWatchResults {
  results: StringsWatchResult[];
}
export const StringsWatchResults: Schema<StringsWatchResults> = message({
  results: list(StringsWatchResult),
});

/** A watcher of everything in a model or a controller, whose first `Next` tells all there is. */
export interface AllWatcherId {
  "watcher-id": string;
}
export const AllWatcherId: Schema<AllWatcherId> = message({ "watcher-id": text });
