import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { Activity, KeptLogRecord, LogRecord } from "../activity.js";
import { dataDirPaths } from "../data-dir.js";
import { openDatabase } from "./open-database.js";
import { integer, type Row, text } from "./row.js";

const SCHEMA = `
CREATE TABLE presence (
  model TEXT NOT NULL,
  tag TEXT NOT NULL,
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

function recordOf(row: Row): KeptLogRecord {
  return {
    number: integer(row, "number"),
    model: text(row, "model"),
    tag: text(row, "tag"),
    time: text(row, "time"),
    module: text(row, "module"),
    location: text(row, "location"),
    level: text(row, "level"),
    message: text(row, "message"),
  };
}

/** {@link Activity} in a database of its own that is not synced at each commit. */
export class SqliteActivity implements Activity {
  readonly #database: DatabaseSync;
  readonly #insertPresence: StatementSync;
  readonly #deletePresence: StatementSync;
  readonly #insertLog: StatementSync;
  readonly #logsAfter: StatementSync;
  readonly #logListeners = new Set<() => void>();
  /** How many connections each agent has that is there, by model and tag. */
  readonly #connections = new Map<string, number>();

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDirPaths(dataDir).activity, [SCHEMA], "normal");
    this.#insertPresence = this.#database.prepare(
      "INSERT OR REPLACE INTO presence (model, tag, since) VALUES (?, ?, ?)",
    );
    this.#deletePresence = this.#database.prepare(
      "DELETE FROM presence WHERE model = ? AND tag = ?",
    );
    this.#logsAfter = this.#database.prepare(
      "SELECT * FROM logs WHERE number > ? AND model = ? ORDER BY number LIMIT ?",
    );
    this.#insertLog = this.#database.prepare(
      "INSERT INTO logs (model, tag, time, module, location, level, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
  }

  clearPresence(): void {
    this.#database.exec("DELETE FROM presence");
  }

  connected(model: string, tag: string, now: number): void {
    const key = `${model} ${tag}`;
    const before = this.#connections.get(key) ?? 0;
    this.#connections.set(key, before + 1);
    if (before === 0) this.#insertPresence.run(model, tag, now);
  }

  disconnected(model: string, tag: string): void {
    const key = `${model} ${tag}`;
    const left = (this.#connections.get(key) ?? 0) - 1;
    if (left > 0) {
      this.#connections.set(key, left);
      return;
    }
    this.#connections.delete(key);
    this.#deletePresence.run(model, tag);
  }

  present(model: string): ReadonlyMap<string, number> {
    const rows = this.#database
      .prepare("SELECT tag, since FROM presence WHERE model = ?")
      .all(model);
    return new Map(rows.map((row) => [text(row, "tag"), integer(row, "since")]));
  }

  addLog(record: LogRecord): void {
    const { model, tag, time, module, location, level, message } = record;
    const { lastInsertRowid } = this.#insertLog.run(
      model,
      tag,
      time,
      module,
      location,
      level,
      message,
    );
    for (const listener of this.#logListeners) listener();
    if (Number(lastInsertRowid) % DROP_EVERY === 0) {
      this.#database
        .prepare("DELETE FROM logs WHERE number <= ?")
        .run(Number(lastInsertRowid) - KEPT_RECORDS);
    }
  }

  logs(query: { readonly model?: string; readonly limit: number }): readonly KeptLogRecord[] {
    const { model = null, limit } = query;
    return this.#database
      .prepare(
        "SELECT * FROM (SELECT * FROM logs WHERE ?1 IS NULL OR model = ?1 ORDER BY number DESC LIMIT ?2) ORDER BY number",
      )
      .all(model, limit)
      .map(recordOf);
  }

  logsAfter(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[] {
    return this.#logsAfter.all(query.number, query.model, query.limit).map(recordOf);
  }

  onLog(listener: () => void): () => void {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
