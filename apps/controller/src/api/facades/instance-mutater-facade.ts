import { InstanceMutater } from "@holdfast/facades";

import { ownEntity } from "../own-entity.js";
import { quietNames, quietWatcher } from "../quiet-watchers.js";
import { eachDone, eachResult } from "../results.js";
import { machinesOnly, serve, type ServedFacade } from "../served-facade.js";

/** That no charm asks anything of a machine's containers. */
export const instanceMutaterFacade: ServedFacade = serve(
  InstanceMutater,
  { on: ["model"], allows: machinesOnly },
  {
    Life: ({ entities }, context) => ({
      results: eachResult(entities, { life: "" }, ({ tag }) => ({
        life: ownEntity(tag, context).life,
      })),
    }),
    WatchContainers: ({ tag }, context) => {
      ownEntity(tag, context);
      return quietNames(context);
    },
    WatchMachines: (_params, context) => quietNames(context),
    WatchLXDProfileVerificationNeeded: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        ownEntity(tag, context);
        return quietWatcher(context);
      }),
    }),
    SetModificationStatus: ({ entities }, context) =>
      eachDone(entities, ({ tag }) => void ownEntity(tag, context)),
  },
);
