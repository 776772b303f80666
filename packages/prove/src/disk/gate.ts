import type { FilePort, OpenFile } from "@holdfast/agent-config";

import type { Handle, WeakDisk } from "./weak-disk.js";

/** A step that changes something outside the process, about to be made. */
export type Step =
  | { readonly at: "disk"; readonly call: DiskCall; readonly path: string }
  | {
      readonly at: "controller";
      readonly call: "login" | "life" | "set";
      readonly password: string;
    };

export type DiskCall = "create" | "write" | "sync" | "close" | "rename" | "unlink" | "sync folder";

/**
 * Asked before each step. Resolves to let it happen, rejects to refuse it, and never settles where
 * the process was killed before it.
 */
export type Gate = (step: Step) => Promise<void>;

/** A weak disk as the disk of a process, each of whose steps a gate lets through. */
export function gatedDisk(disk: WeakDisk, gate: Gate): FilePort {
  const ask = (call: DiskCall, path: string): Promise<void> => gate({ at: "disk", call, path });
  const opened = (handle: Handle, path: string): OpenFile => {
    let isFirst = true;
    return {
      write: async (bytes) => {
        await ask("write", path);
        // At first half of it, which is the writer's to notice.
        const taken = isFirst ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes;
        isFirst = false;
        handle.write(taken);
        return taken.length;
      },
      sync: async () => {
        await ask("sync", path);
        handle.sync();
      },
      close: () => ask("close", path),
    };
  };
  return {
    read: async (path) => disk.read(path),
    create: async (path, mode) => {
      await ask("create", path);
      return opened(disk.create(path, mode), path);
    },
    open: async (path) => opened(disk.open(path), path),
    rename: async (from, to) => {
      await ask("rename", to);
      disk.rename(from, to);
    },
    unlink: async (path) => {
      await ask("unlink", path);
      disk.unlink(path);
    },
    list: async (folder) => disk.list(folder),
    syncFolder: async (folder) => {
      await ask("sync folder", folder);
      disk.syncFolder(folder);
    },
    makeFolder: () => Promise.resolve(undefined),
    stamp: async (path) => disk.stamp(path),
    watch: () => ({ [Symbol.dispose]: () => undefined }),
    makePrivate: () => Promise.resolve(undefined),
    tryLock: (path) => disk.tryLock(path),
  };
}
