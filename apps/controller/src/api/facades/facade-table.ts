import type { JujuReleaseName } from "../juju-release.js";
import type { ServedFacade } from "../served-facade.js";
import { agentFacade } from "./agent-facade.js";
import { credentialValidatorFacade } from "./credential-validator-facade.js";
import { deployerFacade } from "./deployer-facade.js";
import { holdfastAuthorityFacade } from "./holdfast-authority-facade.js";
import { instanceMutaterFacade } from "./instance-mutater-facade.js";
import { instancePollerFacade } from "./instance-poller-facade.js";
import { fanConfigurerFacade, upgradeSeriesFacade } from "./juju-3-machine-facades.js";
import { sshSessionFacade, tracerFacade } from "./juju-4-machine-facades.js";
import { keyUpdaterFacade } from "./key-updater-facade.js";
import { agentLifeFlagFacade, lifeFlagFacade } from "./life-flag-facades.js";
import { loggerFacade } from "./logger-facade.js";
import { machineActionsFacade } from "./machine-actions-facade.js";
import { diskManagerFacade, hostKeyReporterFacade } from "./machine-reports.js";
import { machinerFacade } from "./machiner-facade.js";
import { migrationFlagFacade, migrationMinionFacade } from "./migration-facades.js";
import { pingerFacade } from "./pinger-facade.js";
import { provisionerFacade } from "./provisioner-facade.js";
import { proxyUpdaterFacade } from "./proxy-updater-facade.js";
import { rebootFacade } from "./reboot-facade.js";
import { singularFacade } from "./singular-facade.js";
import { storageProvisionerFacade } from "./storage-provisioner-facade.js";
import { upgraderFacade } from "./upgrader-facade.js";
import { annotationsFacade } from "./user/annotations-facade.js";
import { clientFacade } from "./user/client-facade.js";
import { cloudFacade } from "./user/cloud-facade.js";
import { controllerFacade } from "./user/controller-facade.js";
import { highAvailabilityFacade } from "./user/high-availability-facade.js";
import { modelConfigFacade } from "./user/model-config-facade.js";
import { modelManagerFacade } from "./user/model-manager-facade.js";
import { userManagerFacade } from "./user/user-manager-facade.js";
import {
  allModelWatcherFacade,
  allWatcherFacade,
  filesystemAttachmentsWatcherFacade,
  migrationStatusWatcherFacade,
  notifyWatcherFacade,
  stringsWatcherFacade,
  volumeAttachmentPlansWatcherFacade,
  volumeAttachmentsWatcherFacade,
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
  row(annotationsFacade, [2], [2], [2]),
  row(clientFacade, [6, 7, 8], [8], [8]),
  row(cloudFacade, [7], [7, 8], [7, 8]),
  row(controllerFacade, [11, 12], [12, 13, 14], [12, 13, 14]),
  row(credentialValidatorFacade, [2], [2, 3], [2, 3]),
  row(deployerFacade, [1], [1], [1]),
  row(diskManagerFacade, [2], [2, 3], [2, 3]),
  row(fanConfigurerFacade, [1], [], []),
  row(filesystemAttachmentsWatcherFacade, [2], [2], [2]),
  row(highAvailabilityFacade, [], [3], [3]),
  row(holdfastAuthorityFacade, [1], [1], [1]),
  row(hostKeyReporterFacade, [1], [1], [1]),
  row(instanceMutaterFacade, [3, 4], [3], [3]),
  row(instancePollerFacade, [4], [], []),
  row(keyUpdaterFacade, [1], [1], [1]),
  row(lifeFlagFacade, [1], [], []),
  row(loggerFacade, [1], [1], [1, 2]),
  row(machineActionsFacade, [1], [1], [1]),
  row(machinerFacade, [5], [5, 6], [5, 6]),
  row(migrationFlagFacade, [1], [1], [1]),
  row(migrationMinionFacade, [1], [1], [1]),
  row(migrationStatusWatcherFacade, [1], [1], [1]),
  row(modelConfigFacade, [3], [3, 4], [3, 4]),
  row(modelManagerFacade, [9, 10], [10, 11], [10, 11]),
  row(notifyWatcherFacade, [1], [1], [1]),
  row(pingerFacade, [1], [1], [1]),
  row(provisionerFacade, [11], [11, 12], [11, 12]),
  row(proxyUpdaterFacade, [2], [2], [2]),
  row(rebootFacade, [2], [2], [2]),
  row(singularFacade, [2], [], []),
  row(sshSessionFacade, [], [], [1]),
  row(storageProvisionerFacade, [4], [4, 5, 6, 7], [4, 5, 6, 7]),
  row(stringsWatcherFacade, [1], [1], [1]),
  row(tracerFacade, [], [], [1]),
  row(upgradeSeriesFacade, [3, 4], [], []),
  row(upgraderFacade, [1], [1], [1]),
  row(userManagerFacade, [3], [3], [3]),
  row(volumeAttachmentPlansWatcherFacade, [1], [1], [1]),
  row(volumeAttachmentsWatcherFacade, [2], [2], [2]),
];
