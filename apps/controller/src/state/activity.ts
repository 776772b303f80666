import type { DatabaseSync, StatementSync } from "node:sqlite";

import { dataDirPaths } from "./data-dir.js";
import { openDatabase } from "./open-database.js";
import { integer, type Row, text } from "./row.js";

const SCHEMA = `
CREATE TABLE presence (
  model TEXT NOT NULL,
  tag TEXT NOT NULL,
  connections INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (model, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE logs (
  number INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  tag TEXT NOT NULL,
  time TEXT NOT NULL,
  module TEXT NOT NULL,
  location TEXT NOT NULL,
  level TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
`;

/** How many log records are kept; the oldest go first. */
const KEPT_RECORDS = 100_000;
/** Old records are dropped in batches of this many, so that most writes need not count. */
const DROP_EVERY = 1000;

/** A line of an agent's log, as it came over the wire. */
export interface LogRecord {
  readonly model: string;
  readonly tag: string;
  /** RFC 3339 */
  readonly time: string;
  readonly module: string;
  readonly location: string;
  readonly level: string;
  readonly message: string;
}

function recordOf(row: Row): LogRecord {
  return {
    model: text(row, "model"),
    tag: text(row, "tag"),
    time: text(row, "time"),
    module: text(row, "module"),
    location: text(row, "location"),
    level: text(row, "level"),
    message: text(row, "message"),
  };
}

/**
 * What may be lost when the power goes, in a database of its own that is not synced at each commit:
 * who is connected, and the agents' logs.
 */
export class Activity implements Disposable {
  readonly #database: DatabaseSync;
  readonly #came: StatementSync;
  readonly #went: StatementSync;
  readonly #gone: StatementSync;
  readonly #log: StatementSync;

  constructor(dataDir: string) {
    this.#database = openDatabase(
      dataDirPaths(dataDir).activity,
      { schema: SCHEMA, version: 1 },
      "normal",
    );
    this.#came = this.#database.prepare(
      `INSERT INTO presence (model, tag, connections, since) VALUES (?, ?, 1, ?)
       ON CONFLICT (model, tag) DO UPDATE SET connections = connections + 1`,
    );
    this.#went = this.#database.prepare(
      "UPDATE presence SET connections = connections - 1 WHERE model = ? AND tag = ?",
    );
    this.#gone = this.#database.prepare("DELETE FROM presence WHERE connections < 1");
    this.#log = this.#database.prepare(
      "INSERT INTO logs (model, tag, time, module, location, level, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
  }

  /** Forgets who was connected: what a controller does when it starts, since nobody is yet. */
  clearPresence(): void {
    this.#database.exec("DELETE FROM presence");
  }

  /** One more connection of the agent, which the model is the agent's own of. `now` in ms. */
  came(model: string, tag: string, now: number): void {
    this.#came.run(model, tag, now);
  }

  went(model: string, tag: string): void {
    this.#went.run(model, tag);
    this.#gone.run();
  }

  /** The model's agents that are connected, each with the time (ms) since when. */
  present(model: string): ReadonlyMap<string, number> {
    const rows = this.#database
      .prepare("SELECT tag, since FROM presence WHERE model = ?")
      .all(model);
    return new Map(rows.map((row) => [text(row, "tag"), integer(row, "since")]));
  }

  addLog(record: LogRecord): void {
    const { model, tag, time, module, location, level, message } = record;
    const { lastInsertRowid } = this.#log.run(model, tag, time, module, location, level, message);
    if (Number(lastInsertRowid) % DROP_EVERY === 0) {
      this.#database
        .prepare("DELETE FROM logs WHERE number <= ?")
        .run(Number(lastInsertRowid) - KEPT_RECORDS);
    }
  }

  /** The newest records, the oldest of them first. */
  logs(query: { readonly model?: string; readonly limit: number }): readonly LogRecord[] {
    const { model = null, limit } = query;
    return this.#database
      .prepare(
        "SELECT * FROM (SELECT * FROM logs WHERE ?1 IS NULL OR model = ?1 ORDER BY number DESC LIMIT ?2) ORDER BY number",
      )
      .all(model, limit)
      .map(recordOf);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
