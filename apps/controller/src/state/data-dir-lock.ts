import { type FileLock, tryFileLock } from "@holdfast/file-lock";

import { ControllerError } from "../errors.js";
import { dataDirPaths, makePrivateFile } from "./data-dir.js";

/** ms that a starting controller waits: a look of `controller status` holds the lock for an instant. */
const WAIT_MS = 1000;

function take(dataDir: string, waitMs: number): FileLock | undefined {
  const { lock } = dataDirPaths(dataDir);
  makePrivateFile(lock);
  return tryFileLock(lock, waitMs);
}

/**
 * The right to be the one controller on a data directory, until disposed of or the process ends.
 *
 * @throws {@link ControllerError} ERR_DATA_DIR_IN_USE where another holds it
 */
export function lockDataDir(dataDir: string): Disposable {
  const held = take(dataDir, WAIT_MS);
  if (held !== undefined) return held;
  throw new ControllerError(
    "ERR_DATA_DIR_IN_USE",
    `another controller is running on ${dataDir}: stop it first, or name another --data-dir`,
  );
}

/** Whether a controller is running on the directory now. */
export function isDataDirLocked(dataDir: string): boolean {
  const held = take(dataDir, 0);
  held?.[Symbol.dispose]();
  return held === undefined;
}
