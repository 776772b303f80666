import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { Clock, Logger, Timer } from "@holdfast/ports";

import type { ChangeFeed } from "../store.js";
import type { Topic } from "../topics.js";
import { transaction } from "./open-database.js";
import { integer, text } from "./row.js";

/** ms between two looks at what other processes wrote. A look costs some microseconds. */
const POLL_INTERVAL = 100;

/**
 * {@link ChangeFeed} in the table `changes`: the number of each topic's last change, written in the
 * transaction that makes the change. SQLite tells by `PRAGMA data_version` whether another process
 * has written.
 */
export class SqliteChanges implements ChangeFeed {
  readonly #database: DatabaseSync;
  readonly #touch: StatementSync;
  readonly #since: StatementSync;
  readonly #latest: StatementSync;
  readonly #dataVersion: StatementSync;
  readonly #writeListeners = new Set<() => void>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#touch = database.prepare(
      `INSERT INTO changes (topic, number) SELECT ?, coalesce(max(number), 0) + 1 FROM changes
       WHERE true ON CONFLICT (topic) DO UPDATE SET number = excluded.number`,
    );
    this.#since = database.prepare("SELECT topic FROM changes WHERE number > ? ORDER BY number");
    this.#latest = database.prepare("SELECT coalesce(max(number), 0) AS number FROM changes");
    this.#dataVersion = database.prepare("PRAGMA data_version");
  }

  /** Writes in one transaction, marks the topics as changed, then tells this process's followers. */
  write<T>(topics: readonly Topic[], body: () => T): T {
    const result = transaction(this.#database, () => {
      const written = body();
      for (const name of topics) this.#touch.run(name);
      return written;
    });
    for (const listener of this.#writeListeners) listener();
    return result;
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
