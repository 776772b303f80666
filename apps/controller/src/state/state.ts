import type { DatabaseSync } from "node:sqlite";

import { Agents } from "./agents.js";
import { Changes } from "./changes.js";
import { dataDirPaths } from "./data-dir.js";
import { Models } from "./models.js";
import { openDatabase } from "./open-database.js";
import { integer } from "./row.js";
import { SCHEMA, SCHEMA_VERSION } from "./schema.js";
import { Settings } from "./settings.js";
import { Users } from "./users.js";

/**
 * All that a controller must not forget, in one SQLite database (WAL, every commit synced, mode
 * 0600), which the running controller and the commands of an operator may have open together.
 */
export class State implements Disposable {
  readonly changes: Changes;
  readonly settings: Settings;
  readonly models: Models;
  readonly agents: Agents;
  readonly users: Users;
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    const shape = { schema: SCHEMA, version: SCHEMA_VERSION };
    this.#database = openDatabase(dataDirPaths(dataDir).state, shape, "full");
    this.changes = new Changes(this.#database);
    this.settings = new Settings(this.#database, this.changes);
    this.models = new Models(this.#database, this.changes);
    this.agents = new Agents(this.#database, this.changes);
    this.users = new Users(this.#database, this.changes);
  }

  /** A number that differs from the last one asked for where another process has written. */
  dataVersion(): number {
    return integer(this.#database.prepare("PRAGMA data_version").get() ?? {}, "data_version");
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
