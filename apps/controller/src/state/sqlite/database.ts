// SQLite as the stores use it. What a disk refuses comes out as an error for the operator's eyes: no
// number of SQLite's, and none of its words, reaches anybody.
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";

import { onDisk } from "../disk-failure.js";

/** A row as SQLite gives it. */
export type DatabaseRow = Record<string, SQLOutputValue>;

/** A statement that has been prepared. Each may throw a `ControllerError` of the disk's. */
export interface Statement {
  run(...values: readonly SQLInputValue[]): { readonly changes: number | bigint };
  get(...values: readonly SQLInputValue[]): DatabaseRow | undefined;
  all(...values: readonly SQLInputValue[]): DatabaseRow[];
  iterate(...values: readonly SQLInputValue[]): Iterable<DatabaseRow>;
}

/** One connection to the database of a file. */
export class Database implements Disposable {
  readonly #file: string;
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#file = file;
    this.#database = this.#using(() => new DatabaseSync(file));
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** Whether a transaction is open: SQLite ends one by itself where the disk is full. */
  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  exec(sql: string): void {
    this.#using(() => this.#database.exec(sql));
  }

  prepare(sql: string): Statement {
    const statement = this.#using(() => this.#database.prepare(sql));
    const using = <T>(work: () => T): T => this.#using(work);
    return {
      run: (...values) => using(() => statement.run(...values)),
      get: (...values) => using(() => statement.get(...values)),
      all: (...values) => using(() => statement.all(...values)),
      iterate: function* (...values) {
        const rows = using(() => statement.iterate(...values));
        try {
          for (;;) {
            const { done, value } = using(() => rows.next());
            if (done === true) return;
            yield value;
          }
        } finally {
          // Left halfway it would hold on to what it reads, and the WAL could never be taken over.
          rows.return?.();
        }
      },
    };
  }

  close(): void {
    if (this.isOpen) this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #using<T>(work: () => T): T {
    return onDisk("cannot use", this.#file, work);
  }
}
