import type { Clock, Logger } from "@holdfast/ports";

import type { ChangeFeed } from "../state/store.js";
import type { Topic } from "../state/topics.js";
import { SLICE } from "./fair-turns.js";

/** Hands what the store says has changed on to who watches that. */
export class WatchHub implements Disposable {
  readonly #listeners = new Map<Topic, Set<() => void>>();
  readonly #following: Disposable;
  /** Those that are yet to be told. */
  readonly #untold = new Set<() => void>();
  #immediate: NodeJS.Immediate | undefined;

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
      this.#untold.delete(listener);
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
    this.#untold.clear();
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
  }

  #tell(topics: readonly Topic[]): void {
    for (const topic of topics) {
      // One listener may watch several of them, and may end itself or another.
      for (const listener of this.#listeners.get(topic) ?? []) this.#untold.add(listener);
    }
    if (this.#immediate === undefined) this.#tellSome();
  }

  /** A change that ten thousand watch is told in slices. */
  #tellSome(): void {
    this.#immediate = undefined;
    const end = performance.now() + SLICE;
    for (const listener of this.#untold) {
      if (performance.now() >= end) {
        this.#immediate ??= setImmediate(() => this.#tellSome());
        return;
      }
      this.#untold.delete(listener);
      listener();
    }
  }
}
