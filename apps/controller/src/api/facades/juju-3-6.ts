import type { JujuRelease } from "../juju-release.js";
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

/** Juju 3.6, as far as this controller serves it. */
export const JUJU_3_6: JujuRelease = {
  version: "3.6.0",
  facades: [
    agentFacade,
    agentLifeFlagFacade,
    allModelWatcherFacade,
    allWatcherFacade,
    clientFacade,
    controllerFacade,
    instancePollerFacade,
    lifeFlagFacade,
    loggerFacade,
    machinerFacade,
    migrationFlagFacade,
    migrationMinionFacade,
    migrationStatusWatcherFacade,
    modelManagerFacade,
    notifyWatcherFacade,
    pingerFacade,
    singularFacade,
    stringsWatcherFacade,
  ],
};
