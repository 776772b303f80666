import type { DatabaseSync, StatementSync } from "node:sqlite";

import { integer, text } from "./row.js";
import { transaction } from "./open-database.js";
import type { Topic } from "./topics.js";

/**
 * The log of what changed last, topic by topic. Writers of any process go through {@link write};
 * whoever watches asks {@link since}.
 */
export class Changes {
  readonly #database: DatabaseSync;
  readonly #touch: StatementSync;
  readonly #since: StatementSync;
  readonly #latest: StatementSync;
  readonly #listeners = new Set<() => void>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#touch = database.prepare(
      `INSERT INTO changes (topic, number) SELECT ?, coalesce(max(number), 0) + 1 FROM changes
       WHERE true ON CONFLICT (topic) DO UPDATE SET number = excluded.number`,
    );
    this.#since = database.prepare("SELECT topic FROM changes WHERE number > ? ORDER BY number");
    this.#latest = database.prepare("SELECT coalesce(max(number), 0) AS number FROM changes");
  }

  /** Writes in one transaction, marks the topics as changed, then tells this process's listeners. */
  write<T>(topics: readonly Topic[], body: () => T): T {
    const result = transaction(this.#database, () => {
      const written = body();
      for (const name of topics) this.#touch.run(name);
      return written;
    });
    for (const listener of this.#listeners) listener();
    return result;
  }

  /** The number of the last change. */
  latest(): number {
    return integer(this.#latest.get() ?? {}, "number");
  }

  /** The topics changed after that number, the oldest first. */
  since(number: number): readonly Topic[] {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only topics are written
    return this.#since.all(number).map((row) => text(row, "topic") as Topic);
  }

  /** Calls back after each write of this process. Returns what ends that. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
