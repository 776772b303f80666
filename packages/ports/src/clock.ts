/** A timer that a {@link Clock} started; only that clock knows what is inside. */
export type Timer = unknown;

/**
 * Time that is measured, handed in, so that any run can be replayed. Anything with these three
 * members serves: fake timers, a simulation, the machine's own.
 */
export interface Clock {
  /**
   * Milliseconds since an instant of the clock's own choosing. They never go back and never jump:
   * nobody who sets the machine's date changes what was measured. For a date that a person reads,
   * ask {@link wallNow}.
   */
  now(): number;
  /**
   * Calls back once, after `ms` milliseconds, unless cleared.
   * @param ms - of any length; less than 0 is 0, Infinity never comes
   * @throws RangeError where `ms` is not a number of milliseconds (NaN)
   */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Harmless for a timer that has fired or was cleared. */
  clearTimeout(timer: Timer): void;
  /**
   * Calls back in the next turn of the event loop, once all that waits for this one has had its turn,
   * for whoever lets others go on in the middle of long work. A clock without it is asked for a timer
   * in its place, as one that moves by hand should be.
   */
  setImmediate?(callback: () => void): void;
}

/** A clock that knows the date too. */
export interface WallClock extends Clock {
  /**
   * Milliseconds since the epoch, by the machine's date, which somebody may set at any moment: for
   * what a person or a certificate reads, and what must mean something after a restart.
   */
  wallNow(): number;
}

/** Node and browsers hold a delay in 32 bits with a sign; what is longer would fire at once. */
const LONGEST_TIMEOUT = 2_147_483_647;

/** The machine's timer that stands for one of ours at this moment: the last of a long delay's. */
class SystemTimer {
  #handle: ReturnType<typeof setTimeout> | undefined;
  readonly #callback: () => void;
  readonly #dueAt: number;

  constructor(callback: () => void, ms: number) {
    this.#callback = callback;
    this.#dueAt = performance.now() + ms;
    this.#arm(ms);
  }

  clear(): void {
    clearTimeout(this.#handle);
  }

  #arm(ms: number): void {
    this.#handle =
      ms > LONGEST_TIMEOUT
        ? setTimeout(() => this.#arm(this.#dueAt - performance.now()), LONGEST_TIMEOUT)
        : setTimeout(this.#callback, ms);
  }
}

/** Where `performance.now()` counts from; looked up once, since asking is slow, and not before it is needed. */
let origin: number | undefined;

/** Not every runtime has one; typed here, since this package knows no runtime. */
const immediate: unknown = Reflect.get(globalThis, "setImmediate");

/** The runtime's clock: what is used where none is handed in. */
export const systemClock: WallClock = {
  now: () => {
    origin ??= performance.timeOrigin;
    return origin + performance.now();
  },
  wallNow: () => Date.now(),
  setTimeout: (callback, ms) => {
    if (Number.isNaN(ms)) throw new RangeError("a delay must be a number of milliseconds, not NaN");
    return ms > LONGEST_TIMEOUT ? new SystemTimer(callback, ms) : setTimeout(callback, ms);
  },
  clearTimeout: (timer) => {
    if (timer instanceof SystemTimer) timer.clear();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from setTimeout above
    else clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
  setImmediate: (callback) => {
    if (typeof immediate === "function") immediate(callback);
    else setTimeout(callback, 0);
  },
};

/**
 * The date by `clock`, in ms since the epoch: its `wallNow()` where it has one. A clock without one,
 * as a simulation's may be, counts as its own date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { systemClock, wallNow } from "@holdfast/ports";
 *
 * const startedAt = systemClock.now(); // to measure with
 * console.log(new Date(wallNow(systemClock)).toISOString()); // for a person to read
 * assert.ok(systemClock.now() - startedAt >= 0); // whatever the machine's date did meanwhile
 * ```
 */
export function wallNow(clock: Pick<Clock, "now"> & { wallNow?(): number }): number {
  return clock.wallNow === undefined ? clock.now() : clock.wallNow();
}
