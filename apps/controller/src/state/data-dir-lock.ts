import { DatabaseSync } from "node:sqlite";

import { ControllerError } from "../errors.js";
import { dataDirPaths, makePrivateFile } from "./data-dir.js";
import { isBusy } from "./sqlite-error.js";

/** ms that a starting controller waits: a look of `controller status` holds the lock for an instant. */
const PATIENCE = 1000;

// An exclusive transaction on an empty database is a lock that Node's standard library offers, that
// two controllers in one process respect as well, and that the kernel lets go of at any kind of end.
function take(dataDir: string, patience: number): DatabaseSync | undefined {
  const { lock } = dataDirPaths(dataDir);
  makePrivateFile(lock);
  const database = new DatabaseSync(lock);
  try {
    database.exec(`PRAGMA busy_timeout = ${patience}`);
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/**
 * The right to be the one controller on a data directory, until disposed of or the process ends.
 *
 * @throws {@link ControllerError} ERR_DATA_DIR_IN_USE where another holds it
 */
export function lockDataDir(dataDir: string): Disposable {
  const held = take(dataDir, PATIENCE);
  if (held === undefined) {
    throw new ControllerError(
      "ERR_DATA_DIR_IN_USE",
      `another controller is running on ${dataDir}: stop it first, or name another --data-dir`,
    );
  }
  return { [Symbol.dispose]: () => held.close() };
}

/** Whether a controller is running on the directory now. */
export function isDataDirLocked(dataDir: string): boolean {
  const held = take(dataDir, 0);
  held?.close();
  return held === undefined;
}
