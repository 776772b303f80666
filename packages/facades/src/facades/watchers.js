import { defineFacade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { StringsWatchResult } from "../messages/watch.js";
export const NotifyWatcher = defineFacade({
  name: "NotifyWatcher",
  version: 1,
  methods: { Next: { params: Empty, result: Empty }, Stop: { params: Empty, result: Empty } },
});
export const StringsWatcher = defineFacade({
  name: "StringsWatcher",
  version: 1,
  methods: {
    Next: { params: Empty, result: StringsWatchResult },
    Stop: { params: Empty, result: Empty },
  },
});
