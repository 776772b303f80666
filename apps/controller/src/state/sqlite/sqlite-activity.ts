import type { Logger } from "@holdfast/ports";

import type { Activity, KeptLogRecord, LogRecord } from "../activity.js";
import { dataDirPaths } from "../data-dir.js";
import { LOG_LIMITS, type LogLimits } from "../log-quota.js";
import type { Database, Statement } from "./database.js";
import { openDatabase } from "./open-database.js";
import { integer, text } from "./row.js";
import { logSlowQueries } from "./slow-queries.js";
import { SqliteLogs } from "./sqlite-logs.js";

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

/** {@link Activity} in a database of its own that is not synced at each commit. */
export class SqliteActivity implements Activity {
  readonly #database: Database;
  readonly #insertPresence: Statement;
  readonly #deletePresence: Statement;
  readonly #present: Statement;
  readonly #logs: SqliteLogs;
  /** How many connections each agent has that is there, by model and tag. */
  readonly #connections = new Map<string, number>();

  constructor(
    dataDir: string,
    { limits = LOG_LIMITS, logger }: { readonly limits?: LogLimits; readonly logger?: Logger } = {},
  ) {
    this.#database = openDatabase(dataDirPaths(dataDir).activity, [SCHEMA], "normal");
    if (logger !== undefined) logSlowQueries(this.#database, { logger });
    this.#insertPresence = this.#database.prepare(
      "INSERT OR REPLACE INTO presence (model, tag, since) VALUES (?, ?, ?)",
    );
    this.#deletePresence = this.#database.prepare(
      "DELETE FROM presence WHERE model = ? AND tag = ?",
    );
    this.#present = this.#database.prepare("SELECT tag, since FROM presence WHERE model = ?");
    this.#logs = new SqliteLogs(this.#database, limits);
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
    const rows = this.#present.all(model);
    return new Map(rows.map((row) => [text(row, "tag"), integer(row, "since")]));
  }

  addLog(record: LogRecord): void {
    this.#logs.add(record);
  }

  logs(query: { readonly model?: string; readonly limit: number }): readonly KeptLogRecord[] {
    return this.#logs.newest(query);
  }

  logsAfter(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[] {
    return this.#logs.after(query);
  }

  logsBefore(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[] {
    return this.#logs.before(query);
  }

  onLog(model: string, listener: () => void): () => void {
    return this.#logs.onAdd(model, listener);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
