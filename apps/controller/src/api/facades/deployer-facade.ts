import { Deployer, hostPortText, type StringsWatchResult } from "@holdfast/facades";

import { permissionDenied } from "../api-errors.js";
import { ownEntity } from "../own-entity.js";
import { quietNames } from "../quiet-watchers.js";
import { eachDone, eachResult } from "../results.js";
import { machinesOnly, serve, type ServedFacade } from "../served-facade.js";
import { apiAddresses } from "./api-addresses.js";
import { modelUuidMethod } from "./config-methods.js";

/** No machine here is to run a unit: units have agents of their own, which nobody deploys. */
function notItsUnit(): never {
  throw permissionDenied();
}

/** That a machine has no units to deploy. */
export const deployerFacade: ServedFacade = serve(
  Deployer,
  { on: ["model"], allows: machinesOnly },
  {
    WatchUnits: ({ entities }, context) => ({
      results: eachResult(entities, { "watcher-id": "" }, ({ tag }): StringsWatchResult => {
        ownEntity(tag, context);
        return quietNames(context);
      }),
    }),
    Life: ({ entities }, context) => ({
      results: eachResult(entities, { life: "" }, ({ tag }) => ({
        life: ownEntity(tag, context).life,
      })),
    }),
    Remove: ({ entities }) => eachDone(entities, notItsUnit),
    SetPasswords: ({ changes }) => eachDone(changes, notItsUnit),
    SetStatus: ({ entities }) => eachDone(entities, notItsUnit),
    ConnectionInfo: (_params, { core }) => ({
      "api-addresses": core.servers().flat().map(hostPortText),
    }),
    ...modelUuidMethod,
    ...apiAddresses,
  },
);
