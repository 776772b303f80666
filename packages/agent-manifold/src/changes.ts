import { untilAborted } from "./until-aborted.js";

/** Anything that says when it may have changed. */
export interface Observable {
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/**
 * Yields at once, and then after each change; changes while the consumer is busy are one. Ends only
 * by throwing the signal's reason, or when the consumer stops; leaves no listener behind.
 */
export async function* changes(
  observable: Observable,
  signal: AbortSignal,
): AsyncGenerator<undefined, never> {
  let changed = new AbortController();
  const unsubscribe = observable.subscribe(() => changed.abort());
  try {
    for (;;) {
      signal.throwIfAborted();
      yield;
      await untilAborted(signal, changed.signal);
      changed = new AbortController();
    }
  } finally {
    unsubscribe();
  }
}
