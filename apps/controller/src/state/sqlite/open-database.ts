import { ControllerError } from "../../errors.js";
import { makePrivateFile } from "../data-dir.js";
import { Database } from "./database.js";
import { integer } from "./row.js";

/** ms that one process waits for another's transaction; each is a few statements long. */
const BUSY_TIMEOUT = 5000;

/** What becomes of a commit when the power goes: kept for sure, or perhaps lost (never torn). */
export type Durability = "full" | "normal";

const versionOf = (database: Database): number =>
  integer(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");

function migrate(database: Database, file: string, steps: readonly string[]): void {
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
    rollBack(database);
    throw error;
  }
}

/** What was thrown counts: on a full disk SQLite has ended the transaction by itself. */
function rollBack(database: Database): void {
  if (database.isTransaction) database.exec("ROLLBACK");
}

/**
 * Opens the database, mode 0600, in WAL mode, and takes the steps that its tables have not been
 * through: its version is how many those are. Several processes may have it open at once.
 *
 * @throws {@link ControllerError} ERR_STATE for a damaged database, or one of another version;
 *   `ERR_FILE_…` for what the disk refuses
 */
export function openDatabase(
  file: string,
  steps: readonly string[],
  durability: Durability,
): Database {
  makePrivateFile(file);
  const database = new Database(file);
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
    throw error;
  }
}

/** Runs `body` in one transaction: all of it is kept, or none. Not to be nested. */
export function transaction<T>(database: Database, body: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = body();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}
