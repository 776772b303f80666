import type { KeptLogRecord, LogRecord } from "../activity.js";
import { type Excess, type LogLimits, LogQuota } from "../log-quota.js";
import type { Database, Statement } from "./database.js";
import { transaction } from "./open-database.js";
import { integer, type Row, text } from "./row.js";

/** Beside those of the first version, which a controller of before still reads and writes. */
const LATER = `
CREATE INDEX IF NOT EXISTS logs_of_agent ON logs (model, tag, number);
CREATE INDEX IF NOT EXISTS logs_of_model ON logs (model, number);
`;

/** Bytes that a record takes besides its texts, in its row and in the indices. */
const ROW_BYTES = 200;

const BYTES = `(${ROW_BYTES} + octet_length(time) + octet_length(module) + octet_length(location) + octet_length(level) + octet_length(message))`;

function bytesOf({ time, module, location, level, message }: LogRecord): number {
  let bytes = ROW_BYTES;
  for (const part of [time, module, location, level, message]) bytes += Buffer.byteLength(part);
  return bytes;
}

function recordOf(row: Row): KeptLogRecord {
  const { received } = row;
  return {
    number: integer(row, "number"),
    model: text(row, "model"),
    tag: text(row, "tag"),
    ...(typeof received === "number" ? { received } : {}),
    time: text(row, "time"),
    module: text(row, "module"),
    location: text(row, "location"),
    level: text(row, "level"),
    message: text(row, "message"),
  };
}

/** What agents have sent of their logs, as much as their quota lets them keep. */
export class SqliteLogs {
  readonly #database: Database;
  readonly #limits: LogLimits;
  /** Counted once somebody writes: who only reads needs it not. */
  #counted: LogQuota | undefined;
  readonly #insert: Statement;
  readonly #oldest: Statement;
  readonly #drop: Statement;
  readonly #after: Statement;
  readonly #before: Statement;
  readonly #newestOfModel: Statement;
  readonly #newestOfAll: Statement;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(database: Database, limits: LogLimits) {
    this.#database = database;
    this.#limits = limits;
    database.exec(LATER);
    const columns = database.prepare("PRAGMA table_info(logs)").all();
    if (!columns.some((column) => text(column, "name") === "received")) {
      database.exec("ALTER TABLE logs ADD COLUMN received INTEGER");
    }
    this.#insert = database.prepare(
      "INSERT INTO logs (model, tag, received, time, module, location, level, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#oldest = database.prepare(
      `SELECT number, ${BYTES} AS bytes FROM logs WHERE model = ? AND tag = ? ORDER BY number`,
    );
    this.#after = database.prepare(
      "SELECT * FROM logs WHERE number > ? AND model = ? ORDER BY number LIMIT ?",
    );
    this.#before = database.prepare(
      "SELECT * FROM logs WHERE number < ? AND model = ? ORDER BY number DESC LIMIT ?",
    );
    const newest = (of: string): string =>
      `SELECT * FROM (SELECT * FROM logs ${of} ORDER BY number DESC LIMIT ?) ORDER BY number`;
    this.#newestOfModel = database.prepare(newest("WHERE model = ?"));
    this.#newestOfAll = database.prepare(newest(""));
    this.#drop = database.prepare("DELETE FROM logs WHERE model = ? AND tag = ? AND number <= ?");
  }

  /** The agent's own oldest records make room where its quota is full. */
  add(record: LogRecord): void {
    const { model, tag, received, time, module, location, level, message } = record;
    const quota = this.#quota();
    this.#insert.run(model, tag, received ?? null, time, module, location, level, message);
    quota.add(model, tag, bytesOf(record));
    const excess = quota.excess(model, tag);
    if (excess !== undefined) transaction(this.#database, () => this.#makeRoom(excess));
    for (const listener of this.#listeners.get(model) ?? []) listener();
  }

  /** Calls back at each record of the model that is added here. Returns what ends that. */
  onAdd(model: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(model) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(model, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(model);
    };
  }

  /** The model's records after that number, the oldest first. */
  after(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[] {
    return this.#after.all(query.number, query.model, query.limit).map(recordOf);
  }

  /** The model's records before that number, the newest first. */
  before(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[] {
    return this.#before.all(query.number, query.model, query.limit).map(recordOf);
  }

  /** The newest, the oldest of them first. */
  newest(query: { readonly model?: string; readonly limit: number }): readonly KeptLogRecord[] {
    const { model, limit } = query;
    const rows =
      model === undefined ? this.#newestOfAll.all(limit) : this.#newestOfModel.all(model, limit);
    return rows.map(recordOf);
  }

  #quota(): LogQuota {
    if (this.#counted !== undefined) return this.#counted;
    const quota = new LogQuota(this.#limits);
    const kept = this.#database
      .prepare(`SELECT model, tag, SUM(${BYTES}) AS bytes FROM logs GROUP BY model, tag`)
      .all();
    for (const row of kept) quota.add(text(row, "model"), text(row, "tag"), integer(row, "bytes"));
    this.#counted = quota;
    return quota;
  }

  #makeRoom({ model, tag, bytes }: Excess): void {
    let freed = 0;
    let last: number | undefined;
    for (const row of this.#oldest.iterate(model, tag)) {
      freed += integer(row, "bytes");
      last = integer(row, "number");
      if (freed >= bytes) break;
    }
    if (last === undefined) return;
    this.#drop.run(model, tag, last);
    this.#quota().add(model, tag, -freed);
  }
}
