// The watch over an agent's engine, until it ends by itself or is asked to stop:
//
//   running ──asked──► stopping ──ended──► done
//      └──── ended ──────┘  └──too long──► StopOverdueError, whatever still runs is left behind
import type { Worker } from "@holdfast/dependency-engine";
import { type Clock, onAbort, sleep } from "@holdfast/ports";

import { StopOverdueError } from "./errors.js";

/** How long, and by which clock. */
export interface SuperviseOptions {
  /** Asks the engine to stop. */
  readonly signal: AbortSignal;
  /** How long the engine may take to stop once asked, in ms. */
  readonly stopTimeout: number;
  readonly clock: Clock;
}

/**
 * Waits for the end of `engine`, and asks it to stop when `signal` is aborted.
 *
 * @throws whatever the engine ended with
 * @throws {StopOverdueError} where it has not ended `stopTimeout` ms after it was asked to
 *
 * @example
 * ```ts
 * import { once } from "node:events";
 * import { supervise } from "@holdfast/agent-runtime";
 * import { runWorker } from "@holdfast/dependency-engine";
 * import { systemClock } from "@holdfast/ports";
 *
 * const engine = runWorker(async (signal) => void (await once(signal, "abort"))); // an engine is one
 * const stop = new AbortController();
 * const ended = supervise(engine, { signal: stop.signal, stopTimeout: 10_000, clock: systemClock });
 * stop.abort(); // what SIGTERM does
 * await ended;
 * ```
 */
export async function supervise(engine: Worker, options: SuperviseOptions): Promise<void> {
  const { signal, stopTimeout, clock } = options;
  const ended = new AbortController();
  const overdue = Promise.withResolvers<never>();
  const stop = (): void => {
    engine.kill();
    sleep(stopTimeout, { clock, signal: ended.signal }).then(
      () => overdue.reject(new StopOverdueError(stopTimeout)),
      () => undefined, // the engine ended in time
    );
  };
  const forget = onAbort(signal, stop);
  try {
    await Promise.race([engine.wait(), overdue.promise]);
  } finally {
    ended.abort();
    forget();
  }
}
