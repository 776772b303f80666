// Which rows a transaction touches: triggers on every table note each row's key, for what cascades too. They
// and their notes are temporary, and go with the transaction.
import type { Database, Statement } from "../sqlite/database.js";
import { integer, text } from "../sqlite/row.js";
import type { Image, Value } from "./image.js";
import { quoted, type Table } from "./tables.js";

const NOTES = `
CREATE TEMP TABLE touched (
  "table" INTEGER NOT NULL,
  key TEXT NOT NULL,
  -- 1 where the row was taken away in between, even if there is one again.
  gone INTEGER NOT NULL,
  PRIMARY KEY ("table", key)
) STRICT, WITHOUT ROWID;
`;

const note = (index: number, key: string, gone: 0 | 1): string =>
  `INSERT INTO touched VALUES (${index}, ${key}, ${gone})
   ON CONFLICT ("table", key) DO UPDATE SET gone = max(gone, excluded.gone)`;

function triggersOf({ name, key }: Table, index: number): string {
  const keyOf = (row: "NEW" | "OLD"): string =>
    `json_array(${key.map((column) => `${row}.${quoted(column)}`).join(", ")})`;
  const moved = key.map((column) => `NEW.${quoted(column)} IS NOT OLD.${quoted(column)}`);
  return `
CREATE TEMP TRIGGER ${quoted(`${name} inserted`)} AFTER INSERT ON main.${quoted(name)} BEGIN
  ${note(index, keyOf("NEW"), 0)};
END;
CREATE TEMP TRIGGER ${quoted(`${name} updated`)} AFTER UPDATE ON main.${quoted(name)} BEGIN
  ${note(index, keyOf("NEW"), 0)};
END;
CREATE TEMP TRIGGER ${quoted(`${name} moved`)} AFTER UPDATE ON main.${quoted(name)} WHEN ${moved.join(" OR ")} BEGIN
  ${note(index, keyOf("OLD"), 1)};
END;
CREATE TEMP TRIGGER ${quoted(`${name} deleted`)} AFTER DELETE ON main.${quoted(name)} BEGIN
  ${note(index, keyOf("OLD"), 1)};
END;`;
}

/** Tells what the open transaction has written so far. */
export class Recording {
  readonly #tables: readonly Table[];
  readonly #touched: Statement;
  readonly #forget: Statement;
  readonly #rows: readonly Statement[];

  constructor(database: Database, tables: readonly Table[]) {
    this.#tables = tables;
    database.exec(NOTES);
    for (const [index, table] of tables.entries()) database.exec(triggersOf(table, index));
    this.#touched = database.prepare('SELECT "table", key, gone FROM touched ORDER BY "table"');
    this.#forget = database.prepare("DELETE FROM touched");
    this.#rows = tables.map(({ name, key }) =>
      database.prepare(
        `SELECT * FROM ${quoted(name)} WHERE ${key.map((column) => `${quoted(column)} = ?`).join(" AND ")}`,
      ),
    );
  }

  /** All that is no more, children before their parents, then all that is, parents first. */
  images(): readonly Image[] {
    const gone: Image[] = [];
    const here: Image[] = [];
    for (const touched of this.#touched.all()) {
      const index = integer(touched, "table");
      const { name: table = "" } = this.#tables[index] ?? {};
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a trigger's json_array of a key
      const key = JSON.parse(text(touched, "key")) as readonly Value[];
      if (touched["gone"] === 1) gone.unshift({ table, key, row: null });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- STRICT tables of TEXT and INTEGER
      const row = this.#rows[index]?.get(...key) as Image["row"] | undefined;
      if (row !== undefined && row !== null) here.push({ table, key, row });
    }
    return [...gone, ...here];
  }

  /** What was applied is not to be told again. */
  forget(): void {
    this.#forget.run();
  }
}
