import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, LifeResults } from "../messages/common.js";
import { StringsWatchResult } from "../messages/watch.js";

/** The machines of a model, for whoever looks after them: what is described here is what we call. */
export interface InstancePollerMethods {
  WatchModelMachines(params: Empty): StringsWatchResult;
  Life(params: Entities): LifeResults;
}

export const InstancePoller: Facade<InstancePollerMethods> = defineFacade<InstancePollerMethods>({
  name: "InstancePoller",
  version: 4,
  methods: {
    WatchModelMachines: { params: Empty, result: StringsWatchResult },
    Life: { params: Entities, result: LifeResults },
  },
});
