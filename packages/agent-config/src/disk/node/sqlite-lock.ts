// Node has no flock. SQLite takes fcntl locks, which the kernel releases with the process however
// it ends. The database stays empty: only its lock is of use. Nobody may open the file by other
// means in a process that holds the lock: closing it again would end the lock (POSIX).
import { DatabaseSync } from "node:sqlite";

import type { FileLock } from "../file-port.js";

const SQLITE_BUSY = 5;

/** Takes the lock of that file; undefined where another process, or this one, holds it. */
export function trySqliteLock(path: string): FileLock | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
