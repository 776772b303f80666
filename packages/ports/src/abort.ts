/*
 * The one place where a promise, an AbortSignal and a listener meet. Whatever waits is built on
 * `abortable`: it ends at once when the signal is aborted, and leaves no listener behind.
 */

/** Undoes what was begun: clears a timer, takes a listener away. Called once, however it ended. */
export type Cleanup = () => void;

/**
 * A promise that `begin` settles, and that rejects with the signal's reason as soon as `signal` is
 * aborted, or at once, without calling `begin`, where it is already.
 *
 * @param begin - starts what is waited for, and returns what undoes it. What it throws rejects the promise.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { EventEmitter } from "node:events";
 * import { abortable } from "@holdfast/ports";
 *
 * const stop = new AbortController();
 * const source = new EventEmitter();
 * const data = abortable<string>(stop.signal, (resolve) => {
 *   source.once("data", resolve);
 *   return () => source.off("data", resolve);
 * });
 * stop.abort(new Error("shutting down"));
 * await assert.rejects(data, /shutting down/);
 * assert.equal(source.listenerCount("data"), 0);
 * ```
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => Cleanup | void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    let over = false;
    let cleanup: Cleanup | void = undefined;
    const end = (): boolean => {
      if (over) return false;
      over = true;
      signal?.removeEventListener("abort", abort);
      cleanup?.();
      return true;
    };
    const abort = (): void => {
      if (end()) reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
    try {
      cleanup = begin(
        (value) => {
          if (end()) resolve(value);
        },
        (reason) => {
          if (end()) reject(reason);
        },
      );
    } catch (error) {
      if (end()) reject(error);
      return;
    }
    // It was settled while it began: what it began is still to be undone.
    if (over) cleanup?.();
  });
}

/** Fulfilled as soon as `signal` is aborted. It never rejects: stopping is what was waited for. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => void onAbort(signal, resolve));
}

/**
 * Calls `listener` once when `signal` is aborted: at once where it is already.
 * @returns takes the listener away again; harmless when repeated, and after it was called
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): Cleanup {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  const heard = (): void => listener();
  signal.addEventListener("abort", heard, { once: true });
  return () => signal.removeEventListener("abort", heard);
}
