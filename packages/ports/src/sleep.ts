import { abortable } from "./abort.js";
import type { Clock } from "./clock.js";

/**
 * Waits `ms` milliseconds, of any length, by `clock`.
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
  return abortable(signal, (resolve) => {
    const timer = clock.setTimeout(resolve, ms);
    return () => clock.clearTimeout(timer);
  });
}
