import type { Clock, Logger } from "@holdfast/ports";

import type { SqliteChanges } from "../sqlite/sqlite-changes.js";
import type { ChangeFeed } from "../store.js";
import type { Topic } from "../topics.js";

/** {@link ChangeFeed} of a replica: it hears of each commit, whoever made it, once the replica has it. */
export class ReplicaChanges implements ChangeFeed {
  readonly #changes: SqliteChanges;
  readonly #followers = new Set<{ tell(everything: boolean): void }>();

  constructor(changes: SqliteChanges) {
    this.#changes = changes;
  }

  latest(): number {
    return this.#changes.latest();
  }

  since(
    number: number,
    query: { readonly prefix: string; readonly limit: number },
  ): { readonly names: readonly string[]; readonly number: number } {
    return this.#changes.since(number, query);
  }

  follow(
    listener: (topics: readonly Topic[]) => void,
    { logger }: { readonly clock: Clock; readonly logger: Logger },
  ): Disposable {
    let seen = this.latest();
    const follower = {
      tell: (everything: boolean): void => {
        const { names, number } = this.since(everything ? 0 : seen, {
          prefix: "",
          limit: Number.MAX_SAFE_INTEGER,
        });
        seen = number;
        if (names.length === 0) return;
        try {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only topics are written
          listener(names as readonly Topic[]);
        } catch (error) {
          logger.warn("what follows the changes failed", { error });
        }
      },
    };
    this.#followers.add(follower);
    return { [Symbol.dispose]: () => void this.#followers.delete(follower) };
  }

  /** Tells the followers what is new to them. */
  tell(): void {
    for (const follower of this.#followers) follower.tell(false);
  }

  /** Tells them that everything may be different. */
  tellAll(): void {
    for (const follower of this.#followers) follower.tell(true);
  }
}
