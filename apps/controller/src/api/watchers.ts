import type { Delta, Empty, MachineStorageId, MigrationStatus } from "@holdfast/facades";

import { tooManyWatchers } from "./api-errors.js";
import type { EntityQuotas } from "./entity-quotas.js";
import type { Refusals } from "./juju-rules.js";
import { type Watched, Watcher } from "./watcher.js";

/** What each kind of watcher tells; each is called through a facade of its own. */
export interface WatcherNews {
  readonly notify: Empty;
  readonly strings: string[];
  readonly migration: MigrationStatus;
  readonly all: Delta[];
  readonly attachments: MachineStorageId[];
}

export type WatcherKind = keyof WatcherNews;

const WATCHER_KINDS: readonly WatcherKind[] = [
  "notify",
  "strings",
  "migration",
  "all",
  "attachments",
];

type ByKind = { readonly [Kind in WatcherKind]: Map<string, Watcher<WatcherNews[Kind]>> };

/** Whose watchers they are, and how many it may have. */
export interface WatchersOwner {
  readonly entity: string;
  readonly quotas: Pick<EntityQuotas, "watchers" | "everything">;
}

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
  readonly #owner: WatchersOwner;
  /** Those that tell of everything, by kind and id. */
  readonly #everything = new Set<string>();
  #lastId = 0;

  constructor(refusals: Pick<Refusals, "unknownWatcher">, owner: WatchersOwner) {
    this.#refusals = refusals;
    this.#owner = owner;
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
    const everything = watched.everything === true;
    this.#take(everything);
    const id = String(++this.#lastId);
    if (everything) this.#everything.add(`${kind} ${id}`);
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
    this.#giveBack(this.#everything.delete(`${kind} ${id}`));
  }

  stopAll(): void {
    for (const kind of WATCHER_KINDS) {
      for (const id of this.#byKind[kind].keys()) this.stop(kind, id);
    }
  }

  #take(everything: boolean): void {
    const { entity, quotas } = this.#owner;
    if (!quotas.watchers.take(entity)) throw tooManyWatchers(quotas.watchers.limit);
    if (!everything || quotas.everything.take(entity)) return;
    quotas.watchers.giveBack(entity);
    throw tooManyWatchers(quotas.everything.limit);
  }

  #giveBack(everything: boolean): void {
    const { entity, quotas } = this.#owner;
    quotas.watchers.giveBack(entity);
    if (everything) quotas.everything.giveBack(entity);
  }
}
