// A controller in one file, and back. What a backup holds is all that must not be lost: the identity, the
// authority and its key, models, agents, users. Who is connected, and logs, are not in it.
import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { makePrivate } from "@holdfast/file-lock";
import { silentLogger } from "@holdfast/ports";

import { ControllerError } from "../errors.js";
import { readIdentity } from "../identity.js";
import { lockDataDir } from "../state/data-dir-lock.js";
import { dataDirPaths, makeDataDir, requireController, secureDataDir } from "../state/data-dir.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";

/**
 * Writes a backup of the controller of a data directory, running or not, into a new file of mode 0600.
 * It is as of one moment, and durable when this returns.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED, ERR_FILE_UNTRUSTED, ERR_ALREADY_EXISTS where the
 *   file is there, ERR_BACKUP where it cannot be written
 */
export function backupController(options: {
  readonly dataDir: string;
  readonly file: string;
}): void {
  const { dataDir, file } = options;
  requireController(dataDir);
  secureDataDir(dataDir, silentLogger);
  refuseTaken(file);
  // SQLite makes its files with the umask alone: in a folder of our own it cannot be read meanwhile.
  writing(file, (staging) => {
    const copy = path.join(staging, "controller.sqlite");
    using database = new DatabaseSync(dataDirPaths(dataDir).state);
    database.exec("PRAGMA busy_timeout = 5000");
    database.prepare("VACUUM INTO ?").run(copy);
    moveInto(copy, file);
  });
}

/**
 * Makes a data directory that holds no controller yet into the controller of a backup.
 *
 * @throws {@link ControllerError} ERR_ALREADY_EXISTS where the directory holds a controller,
 *   ERR_DATA_DIR_IN_USE, ERR_STATE for a file that is no backup, ERR_BACKUP where it cannot be read
 */
export function restoreController(options: { readonly dataDir: string; readonly file: string }): {
  readonly controllerUuid: string;
} {
  const { dataDir, file } = options;
  makeDataDir(dataDir);
  const lock = lockDataDir(dataDir);
  try {
    return restoreInto(dataDir, file);
  } finally {
    lock[Symbol.dispose]();
  }
}

function restoreInto(dataDir: string, file: string): { readonly controllerUuid: string } {
  const { state } = dataDirPaths(dataDir);
  refuseTaken(state);
  return writing(state, (staging) => {
    const copy = dataDirPaths(staging).state;
    fs.copyFileSync(file, copy);
    makePrivate(copy);
    const { controllerUuid } = checked(staging, file);
    moveInto(copy, state);
    return { controllerUuid };
  });
}

/** The identity in a copy, which is opened as a controller would, and looked at page by page. */
function checked(staging: string, file: string): { readonly controllerUuid: string } {
  using store = new SqliteStore(staging);
  const identity = readIdentity(store);
  if (identity === undefined || !store.isSound()) {
    throw new ControllerError(
      "ERR_STATE",
      `${file} is no whole backup of a controller: take another`,
    );
  }
  return identity;
}

function refuseTaken(file: string): void {
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw new ControllerError(
    "ERR_ALREADY_EXISTS",
    `${file} is there, and is not overwritten: name another, or move it away`,
  );
}

/** Runs `work` with a folder of mode 0700 beside `file`, which is gone afterwards. */
function writing<T>(file: string, work: (staging: string) => T): T {
  let staging: string | undefined;
  try {
    staging = fs.mkdtempSync(path.join(path.dirname(path.resolve(file)), ".holdfast-backup-"));
    return work(staging);
  } catch (cause) {
    if (cause instanceof ControllerError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ControllerError("ERR_BACKUP", `cannot write ${file}: ${why}`, { cause });
  } finally {
    if (staging !== undefined) fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** Durable, of mode 0600, and never over another. */
function moveInto(from: string, to: string): void {
  fs.chmodSync(from, 0o600);
  sync(from);
  fs.linkSync(from, to);
  sync(path.dirname(path.resolve(to)));
}

function sync(file: string): void {
  const opened = fs.openSync(file, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}
