import type { Clock } from "./clock.js";

/**
 * Waits `ms` milliseconds by `clock`.
 * Rejects with the signal's reason as soon as `signal` is aborted; leaves no timer and no listener.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sleep, systemClock } from "@holdfast/ports";
 *
 * const reason = new Error("shutting down");
 * const stop = new AbortController();
 * const hour = sleep(3_600_000, { clock: systemClock, signal: stop.signal });
 * stop.abort(reason);
 * await assert.rejects(hour, reason); // at once: nothing sleeps through a shutdown
 * ```
 */
export function sleep(
  ms: number,
  options: { clock: Clock; signal?: AbortSignal | undefined },
): Promise<void> {
  const { clock, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clock.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
