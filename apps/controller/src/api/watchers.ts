import type { Delta, Empty, MachineStorageId, MigrationStatus } from "@holdfast/facades";

import { tooManyWatchers } from "./api-errors.js";
import type { Refusals } from "./juju-rules.js";
import { type Watched, Watcher } from "./watcher.js";

/** How many watchers one connection may have: far more than any agent, and a bound all the same. */
const LIMIT = 1000;

/** What each kind of watcher tells; each is called through a facade of its own. */
export interface WatcherNews {
  readonly notify: Empty;
  readonly strings: string[];
  readonly migration: MigrationStatus;
  readonly all: Delta[];
  readonly attachments: MachineStorageId[];
}

export type WatcherKind = keyof WatcherNews;

type ByKind = { readonly [Kind in WatcherKind]: Map<string, Watcher<WatcherNews[Kind]>> };

/** The watchers of one connection, by the ids that its client was given. */
export class Watchers {
  readonly #byKind: ByKind = {
    notify: new Map(),
    strings: new Map(),
    migration: new Map(),
    all: new Map(),
    attachments: new Map(),
  };
  readonly #refusals: Pick<Refusals, "unknownWatcher">;
  #lastId = 0;

  constructor(refusals: Pick<Refusals, "unknownWatcher">) {
    this.#refusals = refusals;
  }

  /**
   * @param first - whether the first Next is answered at once, with what there is
   * @returns the new watcher's id
   * @throws ApiError `quota limit exceeded`
   */
  add<Kind extends WatcherKind>(
    kind: Kind,
    watched: Watched<WatcherNews[Kind]>,
    first: boolean,
  ): string {
    const count = Object.values(this.#byKind).reduce((sum, { size }) => sum + size, 0);
    if (count >= LIMIT) throw tooManyWatchers(LIMIT);
    const id = String(++this.#lastId);
    this.#byKind[kind].set(id, new Watcher(watched, { first }));
    return id;
  }

  /** @throws ApiError `not found` for an id that is not, or no longer, that of such a watcher */
  get<Kind extends WatcherKind>(kind: Kind, id: string): Watcher<WatcherNews[Kind]> {
    const watcher = this.#byKind[kind].get(id);
    if (watcher === undefined) throw this.#refusals.unknownWatcher(id);
    return watcher;
  }

  /** Stops the watcher and forgets it. */
  stop(kind: WatcherKind, id: string): void {
    this.get(kind, id).stop();
    this.#byKind[kind].delete(id);
  }

  stopAll(): void {
    for (const watchers of Object.values(this.#byKind)) {
      for (const watcher of watchers.values()) watcher.stop();
      watchers.clear();
    }
  }
}
