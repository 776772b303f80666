import { type FilePort, nodeFiles, type OpenFile } from "@holdfast/agent-config";

import type { DiskCall, Gate } from "../disk/gate.js";

/** The machine's own disk, with a gate before each step that changes it. */
export function steppedDisk(gate: Gate): FilePort {
  const ask = (call: DiskCall, path: string): Promise<void> => gate({ at: "disk", call, path });
  const stepped = (file: OpenFile, path: string): OpenFile => ({
    write: async (bytes) => {
      await ask("write", path);
      return file.write(bytes);
    },
    sync: async () => {
      await ask("sync", path);
      await file.sync();
    },
    close: () => file.close(),
  });
  return {
    ...nodeFiles,
    create: async (path, mode) => {
      await ask("create", path);
      return stepped(await nodeFiles.create(path, mode), path);
    },
    open: async (path) => stepped(await nodeFiles.open(path), path),
    rename: async (from, to) => {
      await ask("rename", to);
      await nodeFiles.rename(from, to);
    },
    unlink: async (path) => {
      await ask("unlink", path);
      await nodeFiles.unlink(path);
    },
    syncFolder: async (folder) => {
      await ask("sync folder", folder);
      await nodeFiles.syncFolder(folder);
    },
  };
}
