// The latest events of all engines, numbered, so that a reader who comes late, or comes back, sees
// what it missed: `/events` replays from here.

/** What every entry has: a number that grows by one each. */
interface Numbered {
  readonly id: number;
}

/** A bounded, numbered log that can be followed. */
export class EventLog<Event extends Numbered> {
  readonly #limit: number;
  #events: Event[] = [];
  #last = 0;
  readonly #followers = new Set<(event: Event) => void>();

  /** @param limit - how many events are kept; the oldest go first */
  constructor(limit = 5000) {
    this.#limit = limit;
  }

  /** The number of the latest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** How many follow: 0 once every reader has gone. */
  get followers(): number {
    return this.#followers.size;
  }

  /** Adds the event that is made with its number, and tells those who follow. */
  append(make: (id: number) => Event): Event {
    const event = make(++this.#last);
    this.#events.push(event);
    // Cut in halves, so that each event is moved once at most.
    if (this.#events.length >= this.#limit * 2) this.#events = this.#events.slice(-this.#limit);
    for (const follower of this.#followers) follower(event);
    return event;
  }

  /**
   * The events after the one numbered `id` that are still kept, oldest first. A number that was
   * never given is from another log, of before a restart: then all are new.
   */
  after(id: number): readonly Event[] {
    const kept = this.#events.slice(-this.#limit);
    if (id > this.#last) return kept;
    // Ids are without gaps, so the place of any is known.
    return kept.slice(Math.max(0, kept.length - (this.#last - id)));
  }

  /** Calls back for each event from now on, until the function it returns is called. */
  follow(follower: (event: Event) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
