import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { StringsWatchResult } from "../messages/watch.js";

// Each is called with the id of one watcher (`id` in the request). `Next` answers when there is
// something to tell; `Stop` ends the watcher, and a `Next` that waits fails with `stopped`.

export interface NotifyWatcherMethods {
  Next(params: Empty): Empty;
  Stop(params: Empty): Empty;
}
export const NotifyWatcher: Facade<NotifyWatcherMethods> = defineFacade<NotifyWatcherMethods>({
  name: "NotifyWatcher",
  version: 1,
  methods: { Next: { params: Empty, result: Empty }, Stop: { params: Empty, result: Empty } },
});

export interface StringsWatcherMethods {
  Next(params: Empty): StringsWatchResult;
  Stop(params: Empty): Empty;
}
export const StringsWatcher: Facade<StringsWatcherMethods> = defineFacade<StringsWatcherMethods>({
  name: "StringsWatcher",
  version: 1,
  methods: {
    Next: { params: Empty, result: StringsWatchResult },
    Stop: { params: Empty, result: Empty },
  },
});
