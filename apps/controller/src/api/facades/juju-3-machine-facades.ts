import {
  type Entity,
  FanConfigurer,
  UpgradeSeries,
  type UpgradeSeriesStatusResult,
} from "@holdfast/facades";

import { ownEntity } from "../own-entity.js";
import { quietWatcher } from "../quiet-watchers.js";
import { eachResult } from "../results.js";
import { machinesOnly, serve, type ServedFacade } from "../served-facade.js";

/** That the operating system of a machine is not being upgraded. */
export const upgradeSeriesFacade: ServedFacade = serve(
  UpgradeSeries,
  { on: ["model"], allows: machinesOnly },
  {
    WatchUpgradeSeriesNotifications: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        ownEntity(tag, context);
        return quietWatcher(context);
      }),
    }),
    MachineStatus: ({ entities }, context) => ({
      results: eachResult<Entity, UpgradeSeriesStatusResult>(entities, {}, ({ tag }) => {
        ownEntity(tag, context);
        return { status: "not started" };
      }),
    }),
  },
);

/** That there are no fan networks. */
export const fanConfigurerFacade: ServedFacade = serve(
  FanConfigurer,
  { on: ["model"], allows: machinesOnly },
  {
    FanConfig: () => ({ fans: [] }),
    WatchForFanConfigChanges: (_params, context) => quietWatcher(context),
  },
);
