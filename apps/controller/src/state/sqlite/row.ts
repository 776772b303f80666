import type { SQLOutputValue } from "node:sqlite";

import { ControllerError } from "../../errors.js";

/** A row as SQLite gives it. Its tables are STRICT, so a wrong type means a damaged database. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

function damaged(column: string, wanted: string): ControllerError {
  return new ControllerError(
    "ERR_STATE",
    `the controller's database is damaged: column ${column} holds no ${wanted}; restore it from a backup`,
  );
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw damaged(column, "text");
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw damaged(column, "integer");
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

/** One of the words that the column's CHECK allows. */
export function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = row[column];
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw damaged(column, words.join(", "));
  return word;
}

/** What {@link JSON.stringify} wrote into the column; undefined where it is null. */
export function optionalJson(row: Row, column: string): unknown {
  const value = optionalText(row, column);
  return value === undefined ? undefined : JSON.parse(value);
}
