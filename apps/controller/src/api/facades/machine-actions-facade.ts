import {
  type ActionsByReceiver,
  type Entity,
  MachineActions,
  type StringsWatchResult,
} from "@holdfast/facades";

import { permissionDenied } from "../api-errors.js";
import { ownEntity } from "../own-entity.js";
import { quietNames } from "../quiet-watchers.js";
import { eachDone, eachResult } from "../results.js";
import { machinesOnly, serve, type ServedFacade } from "../served-facade.js";

/** Whoever names an action names one of somebody else's: there are none. */
function notItsAction(): never {
  throw permissionDenied();
}

/** That nobody wants an action run on the machine. */
export const machineActionsFacade: ServedFacade = serve(
  MachineActions,
  { on: ["model"], allows: machinesOnly },
  {
    RunningActions: ({ entities }, context) => ({
      actions: eachResult<Entity, ActionsByReceiver>(entities, {}, ({ tag }) => {
        ownEntity(tag, context);
        return { receiver: tag };
      }),
    }),
    WatchActionNotifications: ({ entities }, context) => ({
      results: eachResult<Entity, StringsWatchResult>(entities, { "watcher-id": "" }, ({ tag }) => {
        ownEntity(tag, context);
        return quietNames(context);
      }),
    }),
    Actions: ({ entities }) => ({ results: eachResult(entities, {}, notItsAction) }),
    BeginActions: ({ entities }) => eachDone(entities, notItsAction),
    FinishActions: ({ results = [] }) => eachDone(results, notItsAction),
  },
);
