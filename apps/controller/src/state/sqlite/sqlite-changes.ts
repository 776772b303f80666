import type { Clock, Logger, Timer } from "@holdfast/ports";

import type { ChangeFeed } from "../store.js";
import type { Topic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import { transaction } from "./open-database.js";
import { integer, text } from "./row.js";

/** ms between two looks at what other processes wrote. A look costs some microseconds. */
const POLL_INTERVAL = 100;

/** Writes, and marks the topics that it changes. */
export interface ChangeMarker {
  write<T>(topics: readonly Topic[], body: () => T): T;
}

/**
 * {@link ChangeFeed} in the table `changes`: the number of each topic's last change, written in the
 * transaction that makes the change. SQLite tells by `PRAGMA data_version` whether another process
 * has written.
 */
export class SqliteChanges implements ChangeFeed, ChangeMarker {
  readonly #database: Database;
  readonly #touch: Statement;
  readonly #since: Statement;
  readonly #sinceOf: Statement;
  readonly #latest: Statement;
  readonly #dataVersion: Statement;
  readonly #writeListeners = new Set<() => void>();
  /** Whether several writes are to be one transaction, and whether that has begun. */
  #batch: "none" | "idle" | "begun" = "none";

  constructor(database: Database) {
    this.#database = database;
    this.#touch = database.prepare(
      `INSERT INTO changes (topic, number) SELECT ?, coalesce(max(number), 0) + 1 FROM changes
       WHERE true ON CONFLICT (topic) DO UPDATE SET number = excluded.number`,
    );
    this.#since = database.prepare("SELECT topic FROM changes WHERE number > ? ORDER BY number");
    this.#sinceOf = database.prepare(
      "SELECT topic, number FROM changes WHERE number > ? AND substr(topic, 1, ?) = ? ORDER BY number LIMIT ?",
    );
    this.#latest = database.prepare("SELECT coalesce(max(number), 0) AS number FROM changes");
    this.#dataVersion = database.prepare("PRAGMA data_version");
  }

  /** Writes in one transaction, marks the topics as changed, then tells this process's followers. */
  write<T>(topics: readonly Topic[], body: () => T): T {
    const whole = (): T => {
      const written = body();
      this.touch(topics);
      return written;
    };
    if (this.#batch !== "none") return this.#writeInBatch(whole);
    const result = transaction(this.#database, whole);
    this.#tell();
    return result;
  }

  /** Marks them as changed, in the transaction that is open. */
  touch(topics: readonly Topic[]): void {
    for (const name of topics) this.#touch.run(name);
  }

  /**
   * Makes one transaction of all that `body` writes: one sync of the disk, and one word to the
   * followers. Where it throws nothing of it is kept; a write that fails within it is undone alone.
   */
  batch<T>(body: () => T): T {
    if (this.#batch !== "none") return body();
    this.#batch = "idle";
    let begun = false;
    try {
      const result = body();
      begun = this.#hasBegun();
      if (begun) this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#hasBegun() && this.#database.isTransaction) this.#database.exec("ROLLBACK");
      begun = false;
      throw error;
    } finally {
      this.#batch = "none";
      if (begun) this.#tell();
    }
  }

  #writeInBatch<T>(whole: () => T): T {
    if (!this.#hasBegun()) {
      this.#database.exec("BEGIN IMMEDIATE");
      this.#batch = "begun";
    }
    this.#database.exec("SAVEPOINT one");
    try {
      const result = whole();
      this.#database.exec("RELEASE one");
      return result;
    } catch (error) {
      // A full disk has ended the whole transaction by itself.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK TO one; RELEASE one");
      throw error;
    }
  }

  #hasBegun(): boolean {
    return this.#batch === "begun";
  }

  #tell(): void {
    for (const listener of this.#writeListeners) listener();
  }

  latest(): number {
    return this.#readLatest();
  }

  since(
    number: number,
    { prefix, limit }: { readonly prefix: string; readonly limit: number },
  ): { readonly names: readonly string[]; readonly number: number } {
    const latest = this.#readLatest();
    const rows = this.#sinceOf.all(number, prefix.length, prefix, limit);
    const last = rows.at(-1);
    const reached = rows.length < limit || last === undefined ? latest : integer(last, "number");
    return { names: rows.map((row) => text(row, "topic").slice(prefix.length)), number: reached };
  }

  follow(
    listener: (topics: readonly Topic[]) => void,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ): Disposable {
    let dataVersion = this.#readDataVersion();
    let seen = this.#readLatest();
    const tell = (): void => {
      const topics = this.#readSince(seen);
      if (topics.length === 0) return;
      seen = this.#readLatest();
      listener(topics);
    };
    const look = (): void => {
      try {
        const version = this.#readDataVersion();
        if (version === dataVersion) return;
        dataVersion = version;
        tell();
      } catch (error) {
        logger.warn("cannot look for changes made by other processes; trying again", { error });
      }
    };
    const schedule = (): Timer =>
      clock.setTimeout(() => {
        look();
        timer = schedule();
      }, POLL_INTERVAL);
    let timer = schedule();
    this.#writeListeners.add(tell);
    return {
      [Symbol.dispose]: () => {
        this.#writeListeners.delete(tell);
        clock.clearTimeout(timer);
      },
    };
  }

  #readDataVersion(): number {
    return integer(this.#dataVersion.get() ?? {}, "data_version");
  }

  #readLatest(): number {
    return integer(this.#latest.get() ?? {}, "number");
  }

  /** The topics changed after that number, the oldest first. */
  #readSince(number: number): readonly Topic[] {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only topics are written
    return this.#since.all(number).map((row) => text(row, "topic") as Topic);
  }
}
