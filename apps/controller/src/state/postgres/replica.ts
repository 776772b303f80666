import { ControllerError } from "../../errors.js";
import { Database, type Statement } from "../sqlite/database.js";
import { SqliteAgents } from "../sqlite/sqlite-agents.js";
import { SqliteChanges } from "../sqlite/sqlite-changes.js";
import { SqliteControllers } from "../sqlite/sqlite-controllers.js";
import { SqliteModels } from "../sqlite/sqlite-models.js";
import { SqliteRevocations } from "../sqlite/sqlite-revocations.js";
import { SqliteSettings } from "../sqlite/sqlite-settings.js";
import { SqliteUsers } from "../sqlite/sqlite-users.js";
import type { StoreView, StoreWriter } from "../store.js";
import type { Topic } from "../topics.js";
import type { Commit, Image, Value } from "./image.js";
import { Recording } from "./recording.js";
import { list, quoted, type Table, tablesOf } from "./tables.js";
import { withoutNul } from "./without-nul.js";

/** How one body of a group went; what it threw undid it alone. */
export type Outcome =
  | { readonly kind: "kept"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: unknown };

/** Before everything: whoever is here has all to learn. */
const NOWHERE: Commit = { version: -1, id: "" };

/** What bodies would do to the state, had they been applied. */
export interface Trial {
  readonly outcomes: readonly Outcome[];
  readonly images: readonly Image[];
}

export type Body = (tx: StoreWriter) => unknown;

/**
 * All of the store's tables in this process's memory, as of one version: what is read costs no round trip.
 * Nothing is written to them but what has been committed.
 */
export class Replica implements Disposable {
  readonly changes: SqliteChanges;
  readonly tables: readonly Table[];
  readonly view: StoreView;
  readonly #database: Database;
  readonly #writer: StoreWriter;
  readonly #recording: Recording;
  readonly #statements = new Map<string, Statement>();
  #commit: Commit = NOWHERE;
  #trying = false;

  /** @param schema - the steps to the tables, as SQLite takes them */
  constructor(schema: readonly string[]) {
    const database = new Database(":memory:");
    this.#database = database;
    database.exec("PRAGMA foreign_keys = ON");
    for (const step of schema) database.exec(step);
    this.tables = tablesOf(database);
    this.#recording = new Recording(database, this.tables);
    this.changes = new SqliteChanges(database);
    this.view = storesOn(database, {
      write: () => {
        throw new ControllerError("ERR_STATE", "nothing is written but by commit()");
      },
    });
    this.#writer = storesOn(withoutNul(database), {
      write: (topics, body) => this.#write(topics, body),
    });
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** The last commit that is in it. */
  get commit(): Commit {
    return this.#commit;
  }

  /** Runs the bodies one after the other, tells what they write, and undoes all of it. */
  try(bodies: readonly Body[]): Trial {
    this.#database.exec("BEGIN");
    this.#trying = true;
    try {
      const outcomes = bodies.map((body) => this.#outcome(body));
      return { outcomes, images: this.#recording.images() };
    } finally {
      this.#trying = false;
      this.#database.exec("ROLLBACK");
    }
  }

  /** Goes from the commit before to that one. Columns and tables that it does not know it leaves out. */
  apply(commit: Commit, images: readonly Image[]): void {
    this.#transaction(() => {
      for (const image of images) this.#applyOne(image);
    });
    this.#commit = commit;
  }

  /** Takes all rows of all tables in place of its own. */
  load(commit: Commit, rows: Iterable<Image>): void {
    this.#transaction(() => {
      for (const { name } of this.tables.toReversed())
        this.#database.exec(`DELETE FROM ${quoted(name)}`);
      for (const image of rows) this.#applyOne(image);
    });
    this.#commit = commit;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #outcome(body: Body): Outcome {
    this.#database.exec("SAVEPOINT body");
    try {
      const value = body(this.#writer);
      this.#database.exec("RELEASE body");
      return { kind: "kept", value };
    } catch (error) {
      this.#database.exec("ROLLBACK TO body; RELEASE body");
      return { kind: "failed", error };
    }
  }

  /** A write that fails within a body that goes on is undone alone. */
  #write<T>(topics: readonly Topic[], body: () => T): T {
    if (!this.#trying) {
      throw new ControllerError("ERR_STATE", "a transaction is over once its body has returned");
    }
    this.#database.exec("SAVEPOINT one");
    try {
      const written = body();
      this.changes.touch(topics);
      this.#database.exec("RELEASE one");
      return written;
    } catch (error) {
      this.#database.exec("ROLLBACK TO one; RELEASE one");
      throw error;
    }
  }

  #transaction(body: () => void): void {
    this.#database.exec("BEGIN");
    try {
      body();
      this.#recording.forget();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      this.#commit = NOWHERE;
      throw error;
    }
  }

  #applyOne({ table: name, key, row }: Image): void {
    const table = this.tables.find((one) => one.name === name);
    if (table === undefined) return;
    if (row === null) {
      const where = table.key.map((column) => `${quoted(column)} = ?`).join(" AND ");
      this.#prepared(`DELETE FROM ${quoted(name)} WHERE ${where}`).run(...key);
      return;
    }
    const columns = table.columns.filter((column) => Object.hasOwn(row, column));
    const values = columns.map((column): Value => row[column] ?? null);
    this.#prepared(upsert(table, columns)).run(...values);
  }

  #prepared(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function upsert({ name, key }: Table, columns: readonly string[]): string {
  const others = columns.filter((column) => !key.includes(column));
  const set = others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(", ");
  return `INSERT INTO ${quoted(name)} (${list(columns)}) VALUES (${columns.map(() => "?").join(", ")})
    ON CONFLICT (${list(key)}) DO ${others.length === 0 ? "NOTHING" : `UPDATE SET ${set}`}`;
}

function storesOn(
  database: Pick<Database, "prepare">,
  changes: Pick<SqliteChanges, "write">,
): StoreWriter {
  return {
    settings: new SqliteSettings(database, changes),
    controllers: new SqliteControllers(database, changes),
    models: new SqliteModels(database, changes),
    agents: new SqliteAgents(database, changes),
    users: new SqliteUsers(database, changes),
    revocations: new SqliteRevocations(database, changes),
  };
}
