/** A timer that a {@link Clock} started; only that clock knows what is inside. */
export type Timer = unknown;

/**
 * Time, handed in, so that any run can be replayed. `@holdfast/dependency-engine` declares the same
 * shape for itself, since it depends on nothing: one clock serves both.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after `ms` milliseconds, unless cleared. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Harmless for a timer that has fired or was cleared. */
  clearTimeout(timer: Timer): void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from setTimeout above
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
