import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, Entity, ErrorResults, LifeResults } from "../messages/common.js";
import { NotifyWatchResults, StringsWatchResult } from "../messages/watch.js";
import { SetStatus } from "./machiner.js";

/** What charms ask of the containers of a machine. */
export interface InstanceMutaterMethods {
  Life(params: Entities): LifeResults;
  WatchContainers(params: Entity): StringsWatchResult;
  WatchMachines(params: Empty): StringsWatchResult;
  WatchLXDProfileVerificationNeeded(params: Entities): NotifyWatchResults;
  SetModificationStatus(params: SetStatus): ErrorResults;
}

export const InstanceMutater: Facade<InstanceMutaterMethods> = defineFacade<InstanceMutaterMethods>(
  {
    name: "InstanceMutater",
    version: 3,
    versions: [3, 4],
    methods: {
      Life: { params: Entities, result: LifeResults },
      WatchContainers: { params: Entity, result: StringsWatchResult },
      WatchMachines: { params: Empty, result: StringsWatchResult },
      WatchLXDProfileVerificationNeeded: { params: Entities, result: NotifyWatchResults },
      SetModificationStatus: { params: SetStatus, result: ErrorResults },
    },
  },
);
