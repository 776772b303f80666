// Node has no flock. SQLite takes fcntl locks, which the kernel releases with the process however it
// ends; two holders in one process exclude each other as well. Rejected: a file that holds a process
// id, which outlives a kill and may name a stranger.
//
// A connection to SQLite is 150 KB of memory, an attached file a tenth of that: a process of a thousand agents
// keeps each agent's lock as a file attached to one of a hundred connections.
//
// In SQLite's exclusive locking mode a file stays locked when its transaction is rolled back, so that each can be locked
// and, by detaching it, let go without the others. Nothing is written: the files stay empty.
import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** A lock that is held until it is disposed of, or its process ends. */
export type FileLock = Disposable;

/**
 * Takes the lock of that file, which is made where it does not exist, and stays empty: it is of use
 * for nothing but its lock. Its mode is 0600, and becomes that where it was another: whoever may
 * read a file may lock it. Nobody may open it by other means in a process that holds the lock:
 * closing it again would end the lock (POSIX).
 *
 * @param waitMs - ms to wait, blocking the process, for another who holds it; 0 where left out
 * @returns undefined where another process, or this one, holds it
 * @throws an error whose `code` is the system's word, such as `ENOSPC`, `EROFS` or `EMFILE`;
 *   `ELOOP` where the name is a symbolic link, which is not followed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import fs from "node:fs";
 * import os from "node:os";
 * import path from "node:path";
 * import { tryFileLock } from "@holdfast/file-lock";
 *
 * const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
 * const file = path.join(folder, "agent.lock");
 * const lock = tryFileLock(file);
 * assert(lock !== undefined);
 * assert.equal(tryFileLock(file), undefined); // one holder at a time
 * lock[Symbol.dispose]();
 * const again = tryFileLock(file);
 * assert(again !== undefined);
 * again[Symbol.dispose]();
 * fs.rmSync(folder, { recursive: true });
 * ```
 */
export function tryFileLock(path: string, waitMs = 0): FileLock | undefined {
  makePrivate(path);
  try {
    return roomyDatabase().lock(path, waitMs);
  } catch (error) {
    throw lockError(path, error);
  }
}

/** Only a file that was not there is opened here: closing another would end a lock that we hold. */
function makePrivate(path: string): void {
  const found = fs.lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    try {
      fs.closeSync(fs.openSync(path, "wx", 0o600));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  } else if (found.isSymbolicLink()) {
    throw systemError("ELOOP", path);
  } else if ((found.mode & 0o077) !== 0) {
    fs.chmodSync(path, 0o600);
  }
}

/** SQLite tells only that it could not: the system is asked for the reason, in its own words. */
function lockError(path: string, cause: unknown): unknown {
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK);
  } catch (error) {
    return error;
  }
  try {
    fs.closeSync(fs.openSync("/", "r"));
  } catch (error) {
    return error; // no descriptors are left
  }
  return systemError("EIO", path, cause);
}

function systemError(code: string, path: string, cause?: unknown): Error {
  return Object.assign(new Error(`${code}: cannot lock ${path}`, { cause }), { code });
}

const SQLITE_BUSY = 5;
/** SQLite attaches no more to one connection. */
const MOST = 10;

const databases = new Set<LockDatabase>();

/** One with room for another file; it is closed when its last file is let go. */
function roomyDatabase(): LockDatabase {
  for (const each of databases) if (each.hasRoom) return each;
  return new LockDatabase();
}

/** One connection, and the files that are locked by it. */
class LockDatabase {
  readonly #connection = new DatabaseSync(":memory:");
  readonly #free = Array.from({ length: MOST }, (_, index) => `lock${index}`);

  constructor() {
    databases.add(this);
  }

  get hasRoom(): boolean {
    return this.#free.length > 0;
  }

  /**
   * @param waitMs - ms to wait for another who holds it
   * @returns undefined where another holds it
   * @throws SQLite's error, which tells no more than that it could not
   */
  lock(path: string, waitMs: number): Disposable | undefined {
    const name = this.#free.pop();
    if (name === undefined) throw new RangeError("no file can be attached any more");
    let isAttached = false;
    const letGo = (): void => {
      if (isAttached) this.#connection.exec(`DETACH ${name}`);
      isAttached = false;
      this.#free.push(name);
      if (this.#free.length === MOST) this.#close();
    };
    try {
      this.#connection.exec(`PRAGMA busy_timeout = ${waitMs}`);
      this.#connection.prepare(`ATTACH ? AS ${name}`).run(path);
      isAttached = true;
      // In memory: a journal on the disk would need room, and no lock were to be had on a full one.
      // OFF is refused by SQLite's defensive mode, in silence. A cache of one page is none.
      this.#connection.exec(
        `PRAGMA ${name}.cache_size = 1; PRAGMA ${name}.journal_mode = MEMORY; PRAGMA ${name}.locking_mode = EXCLUSIVE;
         BEGIN EXCLUSIVE; ROLLBACK`,
      );
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      letGo();
      if (isBusy(error)) return undefined;
      throw error;
    }
    return once(letGo);
  }

  #close(): void {
    databases.delete(this);
    this.#connection.close();
  }
}

/** Harmless when repeated. */
function once(letGo: () => void): Disposable {
  let isHeld = true;
  return {
    [Symbol.dispose]: () => {
      if (isHeld) letGo();
      isHeld = false;
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
