import type { Logger } from "@holdfast/ports";

import type { Activity, KeptLogRecord, LogRecord, OpenSession } from "../activity.js";
import { dataDirPaths } from "../data-dir.js";
import { LOG_LIMITS, type LogLimits } from "../log-quota.js";
import type { Database } from "./database.js";
import { openDatabase } from "./open-database.js";
import { logSlowQueries } from "./slow-queries.js";
import { SqliteLogs } from "./sqlite-logs.js";
import { SqliteSessions } from "./sqlite-sessions.js";

/** The first version's. `presence` is what a controller of before notes instead of sessions. */
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
  readonly #sessions: SqliteSessions;
  readonly #logs: SqliteLogs;

  constructor(
    dataDir: string,
    { limits = LOG_LIMITS, logger }: { readonly limits?: LogLimits; readonly logger?: Logger } = {},
  ) {
    this.#database = openDatabase(dataDirPaths(dataDir).activity, [SCHEMA], "normal");
    if (logger !== undefined) logSlowQueries(this.#database, { logger });
    this.#sessions = new SqliteSessions(this.#database);
    this.#logs = new SqliteLogs(this.#database, limits);
  }

  running(): undefined {
    return undefined;
  }

  clearSessions(): void {
    this.#sessions.clear();
  }

  opened(session: OpenSession): () => void {
    return this.#sessions.add(session);
  }

  sessions(): readonly OpenSession[] {
    return this.#sessions.list();
  }

  present(model: string): ReadonlyMap<string, number> {
    return this.#sessions.present(model);
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
