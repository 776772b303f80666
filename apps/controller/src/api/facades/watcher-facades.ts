import {
  AllModelWatcher,
  AllWatcher,
  type Empty,
  type FacadeHandlers,
  FilesystemAttachmentsWatcher,
  MigrationStatusWatcher,
  NotifyWatcher,
  StringsWatcher,
  VolumeAttachmentPlansWatcher,
  VolumeAttachmentsWatcher,
} from "@holdfast/facades";

import {
  administrators,
  agentsOnly,
  type CallContext,
  everyone,
  machinesOnly,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import type { WatcherKind } from "../watchers.js";

const stopper =
  (kind: WatcherKind) =>
  (_params: unknown, { id, watchers }: CallContext): Empty => {
    watchers.stop(kind, id);
    return {};
  };

const both = ["model", "controller"] as const;

export const notifyWatcherFacade: ServedFacade = serve(
  NotifyWatcher,
  { on: both, allows: everyone },
  {
    Next: (_params, { id, signal, watchers }) => watchers.get("notify", id).next(signal),
    Stop: stopper("notify"),
  },
);

export const stringsWatcherFacade: ServedFacade = serve(
  StringsWatcher,
  { on: ["model"], allows: everyone },
  {
    Next: async (_params, { id, signal, watchers }) => ({
      "watcher-id": id,
      changes: await watchers.get("strings", id).next(signal),
    }),
    Stop: stopper("strings"),
  },
);

const attachmentsWatcherHandlers: FacadeHandlers<typeof VolumeAttachmentsWatcher, CallContext> = {
  Next: async (_params, { id, signal, watchers }) => ({
    "watcher-id": id,
    changes: await watchers.get("attachments", id).next(signal),
  }),
  Stop: stopper("attachments"),
};

const ofMachines = { on: ["model"], allows: machinesOnly } as const;

export const volumeAttachmentsWatcherFacade: ServedFacade = serve(
  VolumeAttachmentsWatcher,
  ofMachines,
  attachmentsWatcherHandlers,
);

export const volumeAttachmentPlansWatcherFacade: ServedFacade = serve(
  VolumeAttachmentPlansWatcher,
  ofMachines,
  attachmentsWatcherHandlers,
);

export const filesystemAttachmentsWatcherFacade: ServedFacade = serve(
  FilesystemAttachmentsWatcher,
  ofMachines,
  attachmentsWatcherHandlers,
);

export const migrationStatusWatcherFacade: ServedFacade = serve(
  MigrationStatusWatcher,
  { on: ["model"], allows: agentsOnly },
  {
    Next: (_params, { id, signal, watchers }) => watchers.get("migration", id).next(signal),
    Stop: stopper("migration"),
  },
);

const allWatcherHandlers: FacadeHandlers<typeof AllWatcher, CallContext> = {
  Next: async (_params, { id, signal, watchers }) => ({
    deltas: await watchers.get("all", id).next(signal),
  }),
  Stop: stopper("all"),
};

export const allWatcherFacade: ServedFacade = serve(
  AllWatcher,
  { on: ["model"], allows: administrators },
  allWatcherHandlers,
);

export const allModelWatcherFacade: ServedFacade = serve(
  AllModelWatcher,
  { on: ["controller"], allows: administrators },
  allWatcherHandlers,
);
