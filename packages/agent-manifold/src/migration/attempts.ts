import { type Clock, type Random, sleep } from "@holdfast/ports";

/** Juju's: ten attempts, 100 ms apart at first, 1.6 times as long each time, a tenth more or less. */
const limit = 10;
const firstDelay = 100;
const growth = 1.6;

/** Time, chance, and what ends the waiting. */
export interface AttemptOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/**
 * What the first attempt that succeeds gives. A migration has a deadline of its own at the controller,
 * and a report that comes late ends it: this is why it does not wait for the engine's backoff.
 *
 * @throws what the last attempt threw, or the signal's reason
 */
export async function attempts<T>(work: () => Promise<T>, options: AttemptOptions): Promise<T> {
  const { clock, random, signal } = options;
  for (let made = 1; ; made++) {
    try {
      return await work();
    } catch (error) {
      if (made === limit || signal.aborted) throw error;
      const jitter = 0.9 + 0.2 * random();
      await sleep(firstDelay * growth ** (made - 1) * jitter, { clock, signal });
    }
  }
}
