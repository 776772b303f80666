import type { Revocations } from "../store.js";
import { revocationsTopic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import { text } from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";

/** {@link Revocations} in the table `revoked_certificates`. */
export class SqliteRevocations implements Revocations {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #has: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#has = database.prepare("SELECT 1 FROM revoked_certificates WHERE serial = ?");
  }

  has(serial: string): boolean {
    return this.#has.get(serial) !== undefined;
  }

  add(serial: string, now: number): void {
    this.#changes.write([revocationsTopic], () =>
      this.#database
        .prepare("INSERT INTO revoked_certificates VALUES (?, ?) ON CONFLICT (serial) DO NOTHING")
        .run(serial, now),
    );
  }

  list(): readonly string[] {
    const rows = this.#database
      .prepare("SELECT serial FROM revoked_certificates ORDER BY revoked_at, serial")
      .all();
    return rows.map((row) => text(row, "serial"));
  }
}
