import type { CallContext } from "./served-facade.js";
import { notifyWatcher } from "./watched.js";
import type { Watched } from "./watcher.js";

// Watchers of what there is nothing of here: they exist, answer to their facades, and never fire.

const nothing: Watched<never> = { news: () => undefined, subscribe: () => () => undefined };

/** @throws ApiError `quota limit exceeded`, as both of the others */
export function quietWatcher(context: CallContext): { NotifyWatcherId: string } {
  return notifyWatcher(context, [], () => undefined);
}

export function quietNames({ watchers }: CallContext): {
  "watcher-id": string;
  changes: string[];
} {
  return { "watcher-id": watchers.add("strings", nothing, false), changes: [] };
}

export function quietAttachments({ watchers }: CallContext): {
  "watcher-id": string;
  changes: never[];
} {
  return { "watcher-id": watchers.add("attachments", nothing, false), changes: [] };
}
