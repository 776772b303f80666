// A file is replaced whole or not at all: written under another name, synced, renamed, its folder
// synced. Staging and committing are apart, so that all that needs space happens before anything
// is replaced.
import path from "node:path";

import { fileError, systemCode } from "./file-failure.js";
import type { FilePort, OpenFile } from "./file-port.js";

// One name, since all writers hold the lock: what bears it without one holding it is stale.
const TEMPORARY = ".holdfast-new";
const MODE = 0o600;

/** A file that is written and synced, under a name that nobody reads. */
export interface StagedFile {
  readonly temporary: string;
  readonly target: string;
}

/** Writes and syncs `bytes` beside `target`. Leaves nothing where it fails. Throws `FileError`. */
export async function stageFile(
  files: FilePort,
  target: string,
  bytes: Uint8Array,
): Promise<StagedFile> {
  const temporary = `${target}${TEMPORARY}`;
  let file: OpenFile;
  try {
    file = await createAnew(files, temporary);
  } catch (error) {
    throw fileError("cannot write", target, error);
  }
  try {
    try {
      await writeWhole(file, bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await discard(files, temporary);
    throw fileError("cannot write", target, error);
  }
  return { temporary, target };
}

/** Puts a staged file in its place; durable once its folder is synced. Throws `FileError`. */
export async function commitFile(files: FilePort, staged: StagedFile): Promise<void> {
  try {
    await files.rename(staged.temporary, staged.target);
  } catch (error) {
    await discard(files, staged.temporary);
    throw fileError("cannot replace", staged.target, error);
  }
}

/** Whether a folder's names are known to be on the disk, or the reason why that cannot be known. */
export type FolderSync = { kind: "synced" } | { kind: "unsupported"; reason: string };

// What a file system, or an operating system, answers that knows no folder sync. A disk that fails
// (EIO), or is full, answers otherwise, and that is an error.
const UNSUPPORTED = new Set([
  "EINVAL",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EISDIR",
  "EPERM",
  "EACCES",
  "EBADF",
]);

/** Makes a folder's names durable, where it can be done at all. Throws `FileError`. */
export async function syncFolder(files: FilePort, folder: string): Promise<FolderSync> {
  try {
    await files.syncFolder(folder);
    return { kind: "synced" };
  } catch (error) {
    const word = systemCode(error);
    if (word !== undefined && UNSUPPORTED.has(word)) {
      return { kind: "unsupported", reason: `${folder} cannot be synced (${word})` };
    }
    throw fileError("cannot sync", folder, error);
  }
}

/** Makes a folder and what it lies in, durably. Throws `FileError`. */
export async function makeDurableFolder(files: FilePort, folder: string): Promise<void> {
  let highest: string | undefined;
  try {
    highest = await files.makeFolder(folder);
  } catch (error) {
    throw fileError("cannot make", folder, error);
  }
  if (highest === undefined) return;
  const top = path.dirname(highest);
  for (let at = path.dirname(folder); at.length >= top.length; at = path.dirname(at)) {
    await syncFolder(files, at);
    if (at === path.dirname(at)) return;
  }
}

/** Makes an existing file durable, whoever wrote it: its bytes, then its name. */
export async function syncExisting(files: FilePort, target: string): Promise<FolderSync> {
  try {
    const file = await files.open(target);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError("cannot sync", target, error);
  }
  return syncFolder(files, path.dirname(target));
}

/** Removes what a crash left behind. Only for the holder of the lock that all writers take. Throws `FileError`. */
export async function removeStale(files: FilePort, folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = (await files.list(folder)).filter((name) => name.endsWith(TEMPORARY));
  } catch (error) {
    throw fileError("cannot list", folder, error);
  }
  for (const name of names) await discard(files, path.join(folder, name));
  return names;
}

/** Removes a staged file that is not wanted after all. */
export async function discard(files: FilePort, temporary: string): Promise<void> {
  try {
    await files.unlink(temporary);
  } catch {
    // It is 0600, nobody reads it, and the next start of an agent removes it.
  }
}

async function createAnew(files: FilePort, temporary: string): Promise<OpenFile> {
  try {
    return await files.create(temporary, MODE);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    // A writer that was killed, or could not tidy up: its file's mode may be anything.
    await files.unlink(temporary);
    return files.create(temporary, MODE);
  }
}

// A disk that is nearly full takes fewer bytes than it was given, and says so only here.
async function writeWhole(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(bytes.subarray(done));
    if (written <= 0) throw Object.assign(new Error("no byte was written"), { code: "ENOSPC" });
    done += written;
  }
}
