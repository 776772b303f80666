import type { Logger } from "@holdfast/ports";

import { dataDirPaths } from "../data-dir.js";
import { isForLater } from "../disk-failure.js";
import type { Store, StoreWriter } from "../store.js";
import type { Database } from "./database.js";
import { openDatabase } from "./open-database.js";
import { SCHEMA_STEPS } from "./schema.js";
import { logSlowQueries } from "./slow-queries.js";
import { SqliteAgents } from "./sqlite-agents.js";
import { SqliteChanges } from "./sqlite-changes.js";
import { SqliteControllers } from "./sqlite-controllers.js";
import { SqliteModels } from "./sqlite-models.js";
import { SqliteRevocations } from "./sqlite-revocations.js";
import { SqliteSettings } from "./sqlite-settings.js";
import { SqliteUsers } from "./sqlite-users.js";

/** {@link Store} in one SQLite database: WAL, every commit synced, mode 0600. */
export class SqliteStore implements Store {
  readonly changes: SqliteChanges;
  readonly settings: SqliteSettings;
  readonly controllers: SqliteControllers;
  readonly models: SqliteModels;
  readonly agents: SqliteAgents;
  readonly users: SqliteUsers;
  readonly revocations: SqliteRevocations;
  readonly #database: Database;

  /**
   * @param logger - hears of slow queries
   * @throws {@link ControllerError} ERR_STATE for a damaged database, or one of another version
   */
  constructor(dataDir: string, logger?: Logger) {
    this.#database = openDatabase(dataDirPaths(dataDir).state, SCHEMA_STEPS, "full");
    if (logger !== undefined) logSlowQueries(this.#database, { logger });
    this.changes = new SqliteChanges(this.#database);
    this.settings = new SqliteSettings(this.#database, this.changes);
    this.controllers = new SqliteControllers(this.#database, this.changes);
    this.models = new SqliteModels(this.#database, this.changes);
    this.agents = new SqliteAgents(this.#database, this.changes);
    this.users = new SqliteUsers(this.#database, this.changes);
    this.revocations = new SqliteRevocations(this.#database, this.changes);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  fresh(): undefined {
    return undefined;
  }

  /** `body` has run, and is kept, by the time this returns. */
  // oxlint-disable-next-line typescript/require-await -- what it throws is to reject
  async commit<T>(body: (tx: StoreWriter) => T): Promise<T> {
    return this.changes.batch(() => body(this));
  }

  /** Whether every page of it is whole, which takes a while. */
  isSound(): boolean {
    return this.#database.prepare("PRAGMA integrity_check").get()?.["integrity_check"] === "ok";
  }

  wipe(): boolean {
    try {
      this.#database.exec("VACUUM");
      const { busy } = this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() ?? {};
      return busy === 0;
    } catch (error) {
      if (isForLater(error)) return false;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
