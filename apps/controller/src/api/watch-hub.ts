import type { Clock, Logger, Timer } from "@holdfast/ports";

import type { State } from "../state/state.js";
import type { Topic } from "../state/topics.js";

/** ms between two looks at what other processes wrote. A look costs some microseconds. */
const POLL_INTERVAL = 100;

/**
 * Tells who watches what has changed, whichever process wrote it: our own writes as they are made,
 * those of an operator's commands at the next look.
 */
export class WatchHub implements Disposable {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #endWrites: () => void;
  #seen: number;
  #dataVersion: number;
  #timer: Timer;

  constructor(state: State, options: { readonly clock: Clock; readonly logger: Logger }) {
    this.#state = state;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#dataVersion = state.dataVersion();
    this.#seen = state.changes.latest();
    this.#endWrites = state.changes.onWrite(() => this.#tell());
    this.#schedule();
  }

  /** Calls back at each change of any of the topics. Returns what ends that. */
  watch(topics: readonly Topic[], listener: () => void): () => void {
    for (const topic of topics) {
      const listeners = this.#listeners.get(topic) ?? new Set();
      listeners.add(listener);
      this.#listeners.set(topic, listeners);
    }
    return () => {
      for (const topic of topics) {
        const listeners = this.#listeners.get(topic);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(topic);
      }
    };
  }

  [Symbol.dispose](): void {
    this.#endWrites();
    this.#clock.clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #schedule(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#look();
      this.#schedule();
    }, POLL_INTERVAL);
  }

  #look(): void {
    try {
      const version = this.#state.dataVersion();
      if (version === this.#dataVersion) return;
      this.#dataVersion = version;
      this.#tell();
    } catch (error) {
      this.#logger.warn("cannot look for changes made by other processes; trying again", { error });
    }
  }

  #tell(): void {
    const topics = this.#state.changes.since(this.#seen);
    if (topics.length === 0) return;
    this.#seen = this.#state.changes.latest();
    // One listener may watch several of them, and may end itself or another.
    const listeners = new Set(topics.flatMap((topic) => [...(this.#listeners.get(topic) ?? [])]));
    for (const listener of listeners) listener();
  }
}
