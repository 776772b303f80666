/** What a column holds: the tables have text and whole numbers. */
export type Value = string | number | null;

/** A row as it is from now on; null for one that is no more. */
export interface Image {
  readonly table: string;
  /** Of the primary key's columns, in their order. */
  readonly key: readonly Value[];
  readonly row: Readonly<Record<string, Value>> | null;
}

/** One commit of whichever controller: its place in the order of all, and the id that it was given. */
export interface Commit {
  readonly version: number;
  readonly id: string;
}

/** A commit and the rows that it wrote. */
export interface LoggedCommit extends Commit {
  readonly images: readonly Image[];
}
