import { firstAborted } from "./first-aborted.js";

/** Anything that says when it may have changed. */
export interface Observable {
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/**
 * Yields at once, and then after each change; changes while the consumer is busy are one. Ends only
 * by throwing the signal's reason, or when the consumer stops; leaves no listener behind.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { changes } from "@holdfast/agent-manifold/building-blocks";
 *
 * const listeners = new Set<() => void>();
 * const observable = {
 *   subscribe(listener: () => void) {
 *     listeners.add(listener);
 *     return () => listeners.delete(listener);
 *   },
 * };
 * let seen = 0;
 * for await (const _change of changes(observable, new AbortController().signal)) {
 *   if (++seen === 2) break;
 *   for (const listener of listeners) listener(); // the first comes at once, without a change
 * }
 * assert.equal(listeners.size, 0);
 * ```
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
      await firstAborted(signal, changed.signal);
      changed = new AbortController();
    }
  } finally {
    unsubscribe();
  }
}
