import { type Clock, type Random, sleep } from "@holdfast/ports";

/** Time, chance, and what ends the waiting. */
export interface AttemptOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** How often, and how far apart; in ms. */
export interface AttemptPlan {
  readonly limit: number;
  readonly firstPause: number;
  /** Each pause is so many times as long as the one before, a tenth more or less. */
  readonly growth: number;
  readonly longestPause: number;
  /** No attempt is begun later than this after the first. */
  readonly total: number;
}

const bounds = { limit: 20, firstPause: 100, longestPause: 25_000, total: 300_000 } as const;

/** Juju's, for the controller that a model moves to. */
export const targetAttempts: AttemptPlan = { ...bounds, growth: 1.6 };
/** Juju's, for a report to the controller that a model comes from. */
export const reportAttempts: AttemptPlan = { ...bounds, growth: 2 };

/**
 * What the first attempt that succeeds gives. A migration has a deadline of its own at the controller,
 * and a report that comes late ends it: this is why it does not wait for the engine's backoff.
 *
 * @throws what the last attempt threw, or the signal's reason
 */
export async function attempts<T>(
  work: () => Promise<T>,
  plan: AttemptPlan,
  { clock, random, signal }: AttemptOptions,
): Promise<T> {
  const end = clock.now() + plan.total;
  for (let made = 1, pause = plan.firstPause; ; made++, pause *= plan.growth) {
    try {
      return await work();
    } catch (error) {
      const jitter = 0.9 + 0.2 * random();
      const delay = Math.min(pause * jitter, plan.longestPause);
      if (signal.aborted || made === plan.limit || clock.now() + delay > end) throw error;
      await sleep(delay, { clock, signal });
    }
  }
}
