import {
  makePrivate,
  makePrivateFolder,
  readTrustedFile,
  requireTrustedFolder,
  tryFileLock,
} from "@holdfast/file-lock";
import { constants, watch } from "node:fs";
import fs from "node:fs/promises";

import { systemCode } from "../file-failure.js";
import type { FilePort, OpenFile } from "../file-port.js";

/** The machine's disk. */
export const nodeFiles: FilePort = {
  read: (path) => readTrustedFile(path),
  create: async (path, mode) => openFile(await fs.open(path, "wx", mode)),
  open: async (path) => openFile(await fs.open(path, constants.O_RDONLY)),
  rename: (from, to) => fs.rename(from, to),
  unlink: (path) => fs.unlink(path),
  list: (folder) => fs.readdir(folder),
  syncFolder: async (folder) => {
    const handle = await fs.open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  makeFolder: async (folder) => {
    const highest = makePrivateFolder(folder);
    requireTrustedFolder(folder);
    return highest;
  },
  stamp: async (path) => {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await fs.stat(path, { bigint: true });
      return `${ino}.${size}.${mtimeNs}.${ctimeNs}`;
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  },
  watch: (folder, listener) => {
    const watcher = watch(folder, { persistent: false }, listener);
    // The folder is gone, or the kernel has no watches left: the re-check goes on without it.
    watcher.on("error", () => watcher.close());
    return { [Symbol.dispose]: () => watcher.close() };
  },
  makePrivate: async (path) => makePrivate(path),
  tryLock: (path) => tryFileLock(path),
};

function openFile(handle: fs.FileHandle): OpenFile {
  return {
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}
