// Our own agent on a disk on which one step does not happen: each of them must be missed.
import type { FilePort, OpenFile } from "@holdfast/agent-config";

import { type AgentKind, holdfast } from "./agent-kind.js";
import { PATHS } from "./world.js";

/** Says that it did one of its steps, and did not. */
type Omission = (files: FilePort) => FilePort;

const nothing = (): Promise<void> => Promise.resolve();

const kind = (name: string, omit: Omission): AgentKind => ({
  ...holdfast,
  name,
  open: (files) => holdfast.open(omit(files)),
});

function unsynced(file: OpenFile): OpenFile {
  return { ...file, sync: nothing };
}

/** Without its folder's sync: the window that Juju's order leaves. */
export const noFolderSync: AgentKind = kind("the folder is never synced", (files) => ({
  ...files,
  syncFolder: nothing,
}));

export const noFileSync: AgentKind = kind("the new file is never synced", (files) => ({
  ...files,
  create: async (path, mode) => unsynced(await files.create(path, mode)),
}));

export const noSyncOfWhatIsThere: AgentKind = kind(
  "what is there already is believed to be durable",
  (files) => {
    // Only syncs that follow a rename of our own are made: those of a write.
    let renamed = false;
    return {
      ...files,
      rename: async (from, to) => {
        renamed = true;
        await files.rename(from, to);
      },
      syncFolder: async (folder) => {
        if (renamed) await files.syncFolder(folder);
        renamed = false;
      },
    };
  },
);

export const noLastGood: AgentKind = kind("no last good copy is kept", (files) => ({
  ...files,
  rename: async (from, to) => {
    if (to === PATHS.lastGood) await files.unlink(from);
    else await files.rename(from, to);
  },
}));

export const noRename: AgentKind = kind("nothing is ever replaced", (files) => ({
  ...files,
  rename: (from) => files.unlink(from),
}));

export const ignoresShortWrites: AgentKind = kind("short writes go unnoticed", (files) => ({
  ...files,
  create: async (path, mode) => {
    const file = await files.create(path, mode);
    return {
      ...file,
      write: async (bytes) => {
        await file.write(bytes);
        return bytes.length;
      },
    };
  },
}));

export const flawedStorage: readonly AgentKind[] = [
  noFolderSync,
  noFileSync,
  noSyncOfWhatIsThere,
  noLastGood,
  noRename,
  ignoresShortWrites,
];
