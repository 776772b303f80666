import type { Clock, Logger } from "@holdfast/ports";

import type { ChangeFeed } from "../state/store.js";
import type { Topic } from "../state/topics.js";

/** Hands what the store says has changed on to who watches that. */
export class WatchHub implements Disposable {
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #following: Disposable;

  constructor(changes: ChangeFeed, options: { readonly clock: Clock; readonly logger: Logger }) {
    this.#following = changes.follow((topics) => this.#tell(topics), options);
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
    this.#following[Symbol.dispose]();
    this.#listeners.clear();
  }

  #tell(topics: readonly Topic[]): void {
    // One listener may watch several of them, and may end itself or another.
    const listeners = new Set(topics.flatMap((topic) => [...(this.#listeners.get(topic) ?? [])]));
    for (const listener of listeners) listener();
  }
}
