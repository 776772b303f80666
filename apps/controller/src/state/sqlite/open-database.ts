import { DatabaseSync } from "node:sqlite";

import { ControllerError } from "../../errors.js";
import { makePrivateFile } from "../data-dir.js";
import { integer } from "./row.js";
import { isDamaged } from "./sqlite-error.js";

/** ms that one process waits for another's transaction; each is a few statements long. */
const BUSY_TIMEOUT = 5000;

/** What becomes of a commit when the power goes: kept for sure, or perhaps lost (never torn). */
export type Durability = "full" | "normal";

const versionOf = (database: DatabaseSync): number =>
  integer(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");

function migrate(database: DatabaseSync, file: string, steps: readonly string[]): void {
  const found = versionOf(database);
  if (found === steps.length) return;
  if (found > steps.length) {
    throw new ControllerError(
      "ERR_STATE",
      `${file} was written by a later version of the controller (schema ${found}, this one reads ${steps.length}): run that version`,
    );
  }
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have been first.
    for (const step of steps.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Opens the database, mode 0600, in WAL mode, and takes the steps that its tables have not been
 * through: its version is how many those are. Several processes may have it open at once.
 *
 * @throws {@link ControllerError} ERR_STATE for a damaged database, or one of another version
 */
export function openDatabase(
  file: string,
  steps: readonly string[],
  durability: Durability,
): DatabaseSync {
  makePrivateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${durability}`);
    database.exec("PRAGMA foreign_keys = ON");
    // What must not be lost may be secret: what is deleted of it is overwritten.
    if (durability === "full") database.exec("PRAGMA secure_delete = ON");
    migrate(database, file, steps);
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
