import { defineFacade, type Facade } from "../facade.js";
import { Entities, StringsResult } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
import { list, message, type Schema } from "../wire.js";

export interface StringsResults {
  results: StringsResult[];
}
export const StringsResults: Schema<StringsResults> = message({ results: list(StringsResult) });

/** The SSH keys that may log in to a machine, as lines of `authorized_keys`. */
export interface KeyUpdaterMethods {
  AuthorisedKeys(params: Entities): StringsResults;
  WatchAuthorisedKeys(params: Entities): NotifyWatchResults;
}

export const KeyUpdater: Facade<KeyUpdaterMethods> = defineFacade<KeyUpdaterMethods>({
  name: "KeyUpdater",
  version: 1,
  methods: {
    AuthorisedKeys: { params: Entities, result: StringsResults },
    WatchAuthorisedKeys: { params: Entities, result: NotifyWatchResults },
  },
});
