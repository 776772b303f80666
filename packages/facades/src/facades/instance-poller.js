import { defineFacade } from "../facade.js";
import { Empty, Entities, LifeResults } from "../messages/common.js";
import { StringsWatchResult } from "../messages/watch.js";
export const InstancePoller = defineFacade({
  name: "InstancePoller",
  version: 4,
  methods: {
    WatchModelMachines: { params: Empty, result: StringsWatchResult },
    Life: { params: Entities, result: LifeResults },
  },
});
