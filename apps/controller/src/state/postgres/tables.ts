import type { Database } from "../sqlite/database.js";
import { text } from "../sqlite/row.js";

/** A table of the store, as SQLite describes it. */
export interface Table {
  readonly name: string;
  /** All of them, those of the primary key too. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** The tables, each after those that it refers to. */
export function tablesOf(database: Database): readonly Table[] {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    .all()
    .map((row) => text(row, "name"));
  const columns = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  const key = database.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk");
  return names.map((name) => ({
    name,
    columns: columns.all(name).map((row) => text(row, "name")),
    key: key.all(name).map((row) => text(row, "name")),
  }));
}

/** A name as both databases read it: `user` is a word of SQL's. */
export const quoted = (name: string): string => `"${name}"`;
export const list = (names: readonly string[]): string => names.map(quoted).join(", ");
