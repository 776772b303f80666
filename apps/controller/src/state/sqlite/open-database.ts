import { DatabaseSync } from "node:sqlite";

import { ControllerError } from "../../errors.js";
import { makePrivateFile } from "../data-dir.js";
import { integer } from "./row.js";
import { isDamaged } from "./sqlite-error.js";

/** ms that one process waits for another's transaction; each is a few statements long. */
const BUSY_TIMEOUT = 5000;

/** What becomes of a commit when the power goes: kept for sure, or perhaps lost (never torn). */
export type Durability = "full" | "normal";

export interface DatabaseShape {
  readonly schema: string;
  readonly version: number;
}

function migrate(database: DatabaseSync, file: string, shape: DatabaseShape): void {
  const found = integer(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
  if (found === shape.version) return;
  if (found !== 0) {
    throw new ControllerError(
      "ERR_STATE",
      `${file} was written by another version of the controller (schema ${found}, this one reads ${shape.version}): run that version`,
    );
  }
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been first.
    const now = integer(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
    if (now === 0) database.exec(`${shape.schema}; PRAGMA user_version = ${shape.version}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Opens the database, mode 0600, in WAL mode, and makes its tables where it is new. Several
 * processes may have it open at once.
 *
 * @throws {@link ControllerError} ERR_STATE for a damaged database, or one of another version
 */
export function openDatabase(
  file: string,
  shape: DatabaseShape,
  durability: Durability,
): DatabaseSync {
  makePrivateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${durability}`);
    database.exec("PRAGMA foreign_keys = ON");
    migrate(database, file, shape);
    return database;
  } catch (error) {
    database.close();
    if (!isDamaged(error)) throw error;
    throw new ControllerError(
      "ERR_STATE",
      `${file} is damaged or no database: restore it from a backup`,
      { cause: error },
    );
  }
}

/** Runs `body` in one transaction: all of it is kept, or none. Not to be nested. */
export function transaction<T>(database: DatabaseSync, body: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = body();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
