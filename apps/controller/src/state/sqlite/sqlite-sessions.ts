import type { OpenSession } from "../activity.js";
import type { Database, Statement } from "./database.js";
import { integer, oneOf, optionalText, type Row, text } from "./row.js";

/** Beside the tables of the first version, which a controller of before still reads and writes. */
const LATER = `
CREATE TABLE IF NOT EXISTS sessions (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  tag TEXT NOT NULL,
  home TEXT,
  model TEXT,
  address TEXT NOT NULL,
  since INTEGER NOT NULL,
  version TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS sessions_of_agents ON sessions (home, tag) WHERE home IS NOT NULL;
`;

function sessionOf(row: Row): OpenSession {
  return {
    kind: oneOf(row, "kind", ["api", "logsink", "debug-log"]),
    tag: text(row, "tag"),
    home: optionalText(row, "home"),
    model: optionalText(row, "model"),
    address: text(row, "address"),
    since: integer(row, "since"),
    version: optionalText(row, "version"),
  };
}

/** Who is connected, a row for each connection on which somebody has logged in. */
export class SqliteSessions {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #all: Statement;
  readonly #present: Statement;

  constructor(database: Database) {
    this.#database = database;
    database.exec(LATER);
    this.#insert = database.prepare(
      "INSERT INTO sessions (kind, tag, home, model, address, since, version) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
    );
    this.#delete = database.prepare("DELETE FROM sessions WHERE number = ?");
    this.#all = database.prepare("SELECT * FROM sessions ORDER BY number");
    this.#present = database.prepare(
      "SELECT tag, min(since) AS since FROM sessions WHERE home = ? AND kind = 'api' GROUP BY tag",
    );
  }

  clear(): void {
    this.#database.exec("DELETE FROM sessions");
  }

  /** Returns what notes its end. */
  add({ kind, tag, home, model, address, since, version }: OpenSession): () => void {
    const row = this.#insert.get(
      kind,
      tag,
      home ?? null,
      model ?? null,
      address,
      since,
      version ?? null,
    );
    const number = integer(row ?? {}, "number");
    return () => void this.#delete.run(number);
  }

  /** All of them, the oldest first. */
  list(): readonly OpenSession[] {
    return this.#all.all().map(sessionOf);
  }

  /** The model's agents that are connected to the API, each with the time since when. */
  present(model: string): ReadonlyMap<string, number> {
    const rows = this.#present.all(model);
    return new Map(rows.map((row) => [text(row, "tag"), integer(row, "since")]));
  }
}
