import type { Image, LoggedCommit } from "./image.js";
import { list, quoted, type Table } from "./tables.js";

/** What others hear of a commit on. */
export const CHANNEL = "holdfast";
/** How many of the last commits the log keeps, however old they are. */
const LEAST = 1000;
/** For how long it keeps each: a controller that was away for less catches up without reading everything again. */
const AGE = "10 minutes";
/** One commit in so many takes the older ones away. */
const PRUNING = 250;

type Literal = (text: string) => string;

/** The statements of a commit, up to its last. Whoever runs them has the lock on the head. */
export function commitStatements(
  tables: readonly Table[],
  { version, id, images }: LoggedCommit,
  literal: Literal,
): readonly string[] {
  const log = images.map(({ table, key, row }, place) => ({ version, place, table, key, row }));
  return [
    ...deletes(tables, images, literal),
    ...upserts(tables, images, literal),
    `INSERT INTO commits (version, id) VALUES (${version}, ${literal(id)})`,
    `INSERT INTO log (version, place, "table", key, "row")
     SELECT version, place, "table", key, nullif("row", 'null') FROM ${rowsOf("log", log, literal)}`,
    `UPDATE head SET version = ${version}`,
    ...(version % PRUNING === 0 ? [prune(version)] : []),
    `NOTIFY ${CHANNEL}, '${version}'`,
    "COMMIT",
  ];
}

const prune = (version: number): string =>
  `DELETE FROM commits WHERE version <= ${version - LEAST} AND at < now() - interval '${AGE}'`;

function deletes(
  tables: readonly Table[],
  images: readonly Image[],
  literal: Literal,
): readonly string[] {
  return tables.toReversed().flatMap(({ name, key: columns }) => {
    const gone = images.filter(({ table, row }) => table === name && row === null);
    if (gone.length === 0) return [];
    const keys = gone.map(({ key }) =>
      Object.fromEntries(columns.map((column, index) => [column, key[index]])),
    );
    const same = columns.map((column) => `t.${quoted(column)} = k.${quoted(column)}`);
    return [
      `DELETE FROM ${quoted(name)} AS t USING ${rowsOf(name, keys, literal)} AS k WHERE ${same.join(" AND ")}`,
    ];
  });
}

/** Columns that this version does not know stay as they are. */
function upserts(
  tables: readonly Table[],
  images: readonly Image[],
  literal: Literal,
): readonly string[] {
  return tables.flatMap(({ name, columns, key }) => {
    const rows = images.filter(({ table, row }) => table === name && row !== null);
    if (rows.length === 0) return [];
    const set = columns
      .filter((column) => !key.includes(column))
      .map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
    const given = rowsOf(
      name,
      rows.map(({ row }) => row),
      literal,
    );
    return [
      `INSERT INTO ${quoted(name)} (${list(columns)}) SELECT ${list(columns)} FROM ${given}
       ON CONFLICT (${list(key)}) DO ${set.length === 0 ? "NOTHING" : `UPDATE SET ${set.join(", ")}`}`,
    ];
  });
}

const rowsOf = (table: string, rows: readonly unknown[], literal: Literal): string =>
  `json_populate_recordset(NULL::${quoted(table)}, ${literal(JSON.stringify(rows))}::json)`;
