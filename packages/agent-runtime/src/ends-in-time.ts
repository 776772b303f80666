import { type Clock, onAbort, sleep } from "@holdfast/ports";

import { StopOverdueError } from "./errors.js";

/** How long, by which clock, and what is said of work that takes longer. */
export interface EndsInTimeOptions {
  /** Asks the work to end. */
  readonly signal: AbortSignal;
  /** How long it may take to end once asked, in ms. */
  readonly timeout: number;
  /** What it was told it may take, in ms, for the message. */
  readonly stopTimeout: number;
  readonly clock: Clock;
  /** Names what has not ended; asked when it is overdue. */
  readonly still: () => readonly string[];
}

/**
 * Waits for work that was told by itself that it shall end.
 *
 * @throws whatever the work ended with
 * @throws {StopOverdueError} where it has not ended `timeout` ms after `signal` was aborted
 */
export async function endsInTime<T>(work: Promise<T>, options: EndsInTimeOptions): Promise<T> {
  const { signal, timeout, stopTimeout, clock, still } = options;
  const ended = new AbortController();
  const overdue = Promise.withResolvers<never>();
  const forget = onAbort(signal, () => {
    sleep(timeout, { clock, signal: ended.signal }).then(
      () => overdue.reject(new StopOverdueError(stopTimeout, still())),
      () => undefined, // it ended in time
    );
  });
  try {
    return await Promise.race([work, overdue.promise]);
  } finally {
    ended.abort();
    forget();
  }
}
