// The latest events of all engines, numbered, so that a reader who comes late, or comes back, sees
// what it missed: `/events` replays from here.

/** One thing that happened, as it is shown. `kind` and the rest are the engine's own words. */
export interface SeenEvent {
  /** Grows by one each; what a reader that comes back names as its last. */
  readonly id: number;
  /** ms since the epoch. */
  readonly at: number;
  /** The engine's name. */
  readonly engine: string;
  readonly kind: string;
  readonly [more: string]: unknown;
}

/** A bounded, numbered log that can be followed. */
export class EventLog {
  readonly #limit: number;
  #events: SeenEvent[] = [];
  #last = 0;
  readonly #followers = new Set<(event: SeenEvent) => void>();

  /** @param limit - how many events are kept; the oldest go first */
  constructor(limit = 2000) {
    this.#limit = limit;
  }

  /** Adds an event, and tells those who follow. */
  append(event: Omit<SeenEvent, "id"> & { at: number; engine: string; kind: string }): void {
    const seen: SeenEvent = { ...event, id: ++this.#last };
    this.#events.push(seen);
    // Cut in halves, so that each event is moved once at most.
    if (this.#events.length >= this.#limit * 2) this.#events = this.#events.slice(-this.#limit);
    for (const follower of this.#followers) follower(seen);
  }

  /** The events after the one numbered `id` that are still kept, oldest first. */
  after(id: number): readonly SeenEvent[] {
    const kept = this.#events.slice(-this.#limit);
    return kept.filter((event) => event.id > id);
  }

  /** Calls back for each event from now on, until the function it returns is called. */
  follow(follower: (event: SeenEvent) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** How many follow: 0 once every reader has gone. */
  get followers(): number {
    return this.#followers.size;
  }
}
