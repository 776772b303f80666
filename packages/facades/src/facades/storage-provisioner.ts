import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorResults, LifeResults, StringResults } from "../messages/common.js";
import {
  MachineStorageIds,
  MachineStorageIdsWatchResult,
  MachineStorageIdsWatchResults,
} from "../messages/storage.js";
import { NotifyWatchResults, StringsWatchResults } from "../messages/watch.js";
import { anything, list, message, type Schema } from "../wire.js";
import { SetStatus } from "./machiner.js";

/** What a machine did about the plans to attach volumes; Holdfast makes no such plan. */
export interface VolumeAttachmentPlans {
  "volume-plans": unknown[];
}
export const VolumeAttachmentPlans: Schema<VolumeAttachmentPlans> = message({
  "volume-plans": list(anything),
});

/**
 * The storage that a machine is to have. Of answers about volumes and filesystems only the empty one
 * is described: where there is none, no machine can be told anything about one.
 */
export interface StorageProvisionerMethods {
  WatchBlockDevices(params: Entities): NotifyWatchResults;
  WatchVolumes(params: Entities): StringsWatchResults;
  WatchFilesystems(params: Entities): StringsWatchResults;
  WatchVolumeAttachments(params: Entities): MachineStorageIdsWatchResults;
  WatchFilesystemAttachments(params: Entities): MachineStorageIdsWatchResults;
  WatchVolumeAttachmentPlans(params: Entities): MachineStorageIdsWatchResults;
  Life(params: Entities): LifeResults;
  AttachmentLife(params: MachineStorageIds): LifeResults;
  InstanceId(params: Entities): StringResults;
  EnsureDead(params: Entities): ErrorResults;
  Remove(params: Entities): ErrorResults;
  RemoveAttachment(params: MachineStorageIds): ErrorResults;
  RemoveVolumeAttachmentPlan(params: MachineStorageIds): ErrorResults;
  SetStatus(params: SetStatus): ErrorResults;
  SetVolumeAttachmentPlanBlockInfo(params: VolumeAttachmentPlans): ErrorResults;
  CreateVolumeAttachmentPlans(params: VolumeAttachmentPlans): ErrorResults;
  Volumes(params: Entities): Empty;
  VolumeParams(params: Entities): Empty;
  VolumeAttachments(params: MachineStorageIds): Empty;
  VolumeAttachmentParams(params: MachineStorageIds): Empty;
  VolumeAttachmentPlans(params: MachineStorageIds): Empty;
  VolumeBlockDevices(params: MachineStorageIds): Empty;
  Filesystems(params: Entities): Empty;
  FilesystemParams(params: Entities): Empty;
  FilesystemAttachments(params: MachineStorageIds): Empty;
  FilesystemAttachmentParams(params: MachineStorageIds): Empty;
}

const ofEntities = { params: Entities, result: Empty };
const ofAttachments = { params: MachineStorageIds, result: Empty };
const watchAttachments = { params: Entities, result: MachineStorageIdsWatchResults };

export const StorageProvisioner: Facade<StorageProvisionerMethods> =
  defineFacade<StorageProvisionerMethods>({
    name: "StorageProvisioner",
    version: 4,
    versions: [4, 5, 6, 7],
    methods: {
      WatchBlockDevices: { params: Entities, result: NotifyWatchResults },
      WatchVolumes: { params: Entities, result: StringsWatchResults },
      WatchFilesystems: { params: Entities, result: StringsWatchResults },
      WatchVolumeAttachments: watchAttachments,
      WatchFilesystemAttachments: watchAttachments,
      WatchVolumeAttachmentPlans: watchAttachments,
      Life: { params: Entities, result: LifeResults },
      AttachmentLife: { params: MachineStorageIds, result: LifeResults },
      InstanceId: { params: Entities, result: StringResults },
      EnsureDead: { params: Entities, result: ErrorResults },
      Remove: { params: Entities, result: ErrorResults },
      RemoveAttachment: { params: MachineStorageIds, result: ErrorResults },
      RemoveVolumeAttachmentPlan: { params: MachineStorageIds, result: ErrorResults },
      SetStatus: { params: SetStatus, result: ErrorResults },
      SetVolumeAttachmentPlanBlockInfo: { params: VolumeAttachmentPlans, result: ErrorResults },
      CreateVolumeAttachmentPlans: { params: VolumeAttachmentPlans, result: ErrorResults },
      Volumes: ofEntities,
      VolumeParams: ofEntities,
      VolumeAttachments: ofAttachments,
      VolumeAttachmentParams: ofAttachments,
      VolumeAttachmentPlans: ofAttachments,
      VolumeBlockDevices: ofAttachments,
      Filesystems: ofEntities,
      FilesystemParams: ofEntities,
      FilesystemAttachments: ofAttachments,
      FilesystemAttachmentParams: ofAttachments,
    },
  });

/** Tells which attachments changed. */
export interface StorageIdsWatcherMethods {
  Next(params: Empty): MachineStorageIdsWatchResult;
  Stop(params: Empty): Empty;
}

const watcherMethods = {
  Next: { params: Empty, result: MachineStorageIdsWatchResult },
  Stop: { params: Empty, result: Empty },
};

export const VolumeAttachmentsWatcher: Facade<StorageIdsWatcherMethods> =
  defineFacade<StorageIdsWatcherMethods>({
    name: "VolumeAttachmentsWatcher",
    version: 2,
    methods: watcherMethods,
  });

export const FilesystemAttachmentsWatcher: Facade<StorageIdsWatcherMethods> =
  defineFacade<StorageIdsWatcherMethods>({
    name: "FilesystemAttachmentsWatcher",
    version: 2,
    methods: watcherMethods,
  });

export const VolumeAttachmentPlansWatcher: Facade<StorageIdsWatcherMethods> =
  defineFacade<StorageIdsWatcherMethods>({
    name: "VolumeAttachmentPlansWatcher",
    version: 1,
    methods: watcherMethods,
  });
