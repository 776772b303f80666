import type { JujuReleaseName } from "../juju-release.js";
import type { ServedFacade } from "../served-facade.js";
import { agentFacade } from "./agent-facade.js";
import { controllerFacade } from "./controller-facade.js";
import { instancePollerFacade } from "./instance-poller-facade.js";
import { agentLifeFlagFacade, lifeFlagFacade } from "./life-flag-facades.js";
import { loggerFacade } from "./logger-facade.js";
import { machinerFacade } from "./machiner-facade.js";
import { migrationFlagFacade, migrationMinionFacade } from "./migration-facades.js";
import { pingerFacade } from "./pinger-facade.js";
import { singularFacade } from "./singular-facade.js";
import { clientFacade } from "./user/client-facade.js";
import { modelManagerFacade } from "./user/model-manager-facade.js";
import {
  allModelWatcherFacade,
  allWatcherFacade,
  migrationStatusWatcherFacade,
  notifyWatcherFacade,
  stringsWatcherFacade,
} from "./watcher-facades.js";

/** A facade, and its versions by release; none where a release does not have it. */
export type FacadeRow = { readonly facade: ServedFacade } & {
  readonly [Release in JujuReleaseName]: readonly number[];
};

const row = (
  facade: ServedFacade,
  juju36: readonly number[],
  juju40: readonly number[],
  juju41: readonly number[],
): FacadeRow => ({ facade, "3.6": juju36, "4.0": juju40, "4.1": juju41 });

/** Which versions of which facade each release serves: the columns are 3.6, 4.0 and 4.1. */
export const FACADE_TABLE: readonly FacadeRow[] = [
  row(agentFacade, [3], [3], [3]),
  row(agentLifeFlagFacade, [1], [1], [1]),
  row(allModelWatcherFacade, [4], [], []),
  row(allWatcherFacade, [3], [], []),
  row(clientFacade, [6, 7, 8], [8], [8]),
  row(controllerFacade, [11, 12], [12, 13, 14], [12, 13, 14]),
  row(instancePollerFacade, [4], [], []),
  row(lifeFlagFacade, [1], [], []),
  row(loggerFacade, [1], [1], [1, 2]),
  row(machinerFacade, [5], [5, 6], [5, 6]),
  row(migrationFlagFacade, [1], [1], [1]),
  row(migrationMinionFacade, [1], [1], [1]),
  row(migrationStatusWatcherFacade, [1], [1], [1]),
  row(modelManagerFacade, [9, 10], [10, 11], [10, 11]),
  row(notifyWatcherFacade, [1], [1], [1]),
  row(pingerFacade, [1], [1], [1]),
  row(singularFacade, [2], [], []),
  row(stringsWatcherFacade, [1], [1], [1]),
];
