import {
  type Empty,
  type Entities,
  type Entity,
  type ErrorResults,
  type MachineStorageIds,
  type MachineStorageIdsWatchResult,
  StorageProvisioner,
  type StringsWatchResult,
} from "@holdfast/facades";

import { permissionDenied } from "../api-errors.js";
import { ownEntity } from "../own-entity.js";
import { quietAttachments, quietNames, quietWatcher } from "../quiet-watchers.js";
import { eachDone, eachResult } from "../results.js";
import { type CallContext, machinesOnly, serve, type ServedFacade } from "../served-facade.js";

// There is no storage here. A machine's agent asks about none, with empty lists, and is answered; who
// names a volume or a filesystem names what it has no right to.

function notItsStorage(): never {
  throw permissionDenied();
}

function noEntities({ entities }: Entities): Empty {
  return entities.length === 0 ? {} : notItsStorage();
}

function noAttachments({ ids }: MachineStorageIds): Empty {
  return ids.length === 0 ? {} : notItsStorage();
}

const refuseEntities = ({ entities }: Entities): ErrorResults => eachDone(entities, notItsStorage);
const refuseAttachments = ({ ids }: MachineStorageIds): ErrorResults =>
  eachDone(ids, notItsStorage);

function watchNames(
  { entities }: Entities,
  context: CallContext,
): { results: StringsWatchResult[] } {
  return {
    results: eachResult<Entity, StringsWatchResult>(entities, { "watcher-id": "" }, ({ tag }) => {
      ownEntity(tag, context);
      return quietNames(context);
    }),
  };
}

function watchAttachments(
  { entities }: Entities,
  context: CallContext,
): { results: MachineStorageIdsWatchResult[] } {
  const blank = { "watcher-id": "", changes: [] };
  return {
    results: eachResult<Entity, MachineStorageIdsWatchResult>(entities, blank, ({ tag }) => {
      ownEntity(tag, context);
      return quietAttachments(context);
    }),
  };
}

/** That a machine is to have no storage. */
export const storageProvisionerFacade: ServedFacade = serve(
  StorageProvisioner,
  { on: ["model"], allows: machinesOnly },
  {
    WatchBlockDevices: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        ownEntity(tag, context);
        return quietWatcher(context);
      }),
    }),
    WatchVolumes: watchNames,
    WatchFilesystems: watchNames,
    WatchVolumeAttachments: watchAttachments,
    WatchFilesystemAttachments: watchAttachments,
    WatchVolumeAttachmentPlans: watchAttachments,
    Life: ({ entities }) => ({ results: eachResult(entities, { life: "" }, notItsStorage) }),
    AttachmentLife: ({ ids }) => ({ results: eachResult(ids, { life: "" }, notItsStorage) }),
    InstanceId: ({ entities }, context) => ({
      results: eachResult(entities, { result: "" }, ({ tag }) => ({
        result: ownEntity(tag, context).tag,
      })),
    }),
    EnsureDead: refuseEntities,
    Remove: refuseEntities,
    RemoveAttachment: refuseAttachments,
    RemoveVolumeAttachmentPlan: refuseAttachments,
    SetStatus: ({ entities }) => eachDone(entities, notItsStorage),
    SetVolumeAttachmentPlanBlockInfo: (params) => eachDone(params["volume-plans"], notItsStorage),
    CreateVolumeAttachmentPlans: (params) => eachDone(params["volume-plans"], notItsStorage),
    Volumes: noEntities,
    VolumeParams: noEntities,
    VolumeAttachments: noAttachments,
    VolumeAttachmentParams: noAttachments,
    VolumeAttachmentPlans: noAttachments,
    VolumeBlockDevices: noAttachments,
    Filesystems: noEntities,
    FilesystemParams: noEntities,
    FilesystemAttachments: noAttachments,
    FilesystemAttachmentParams: noAttachments,
  },
);
