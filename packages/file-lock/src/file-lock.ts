// Node has no flock. SQLite takes fcntl locks, which the kernel releases with the process however it
// ends; two holders in one process exclude each other as well. Rejected: a file that holds a process
// id, which outlives a kill and may name a stranger.
import { DatabaseSync } from "node:sqlite";

const SQLITE_BUSY = 5;

/** A lock that is held until it is disposed of, or its process ends. */
export type FileLock = Disposable;

/**
 * Takes the lock of that file, which is made where it does not exist, and stays empty: it is of use
 * for nothing but its lock. Nobody may open it by other means in a process that holds the lock:
 * closing it again would end the lock (POSIX).
 *
 * @param waitMs - ms to wait, blocking the process, for another who holds it; 0 where left out
 * @returns undefined where another process, or this one, holds it
 * @throws the error of `node:sqlite` where the file cannot be opened
 */
export function tryFileLock(path: string, waitMs = 0): FileLock | undefined {
  const database = new DatabaseSync(path, { timeout: waitMs });
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
