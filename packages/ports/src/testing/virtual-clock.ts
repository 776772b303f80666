import type { Timer, WallClock } from "../clock.js";
import { flushPromises } from "./flush-promises.js";

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only when told: for tests, and for runs that are replayed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sleep } from "@holdfast/ports";
 * import { VirtualClock } from "@holdfast/ports/testing";
 *
 * const clock = new VirtualClock();
 * const week = sleep(7 * 86_400_000, { clock });
 * await clock.advance(7 * 86_400_000); // takes no real time
 * await week;
 * assert.equal(clock.pending, 0);
 * ```
 */
export class VirtualClock implements WallClock {
  #now: number;
  /** ms that the machine's date was set forward, or, less than 0, back. */
  #dateSet = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  /** @param start - what `now()` and `wallNow()` say at first, in ms */
  constructor(start = 0) {
    this.#now = start;
  }

  /** How many timers are waiting: 0 after a clean end. */
  get pending(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#now + this.#dateSet;
  }

  /** Somebody sets the machine's date by `ms` forward, or back where it is less than 0: no time passes. */
  setDate(ms: number): void {
    this.#dateSet += ms;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    if (Number.isNaN(ms)) throw new RangeError("a delay must be a number of milliseconds, not NaN");
    const timer: Pending = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#pending.add(timer);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever else it is, it is not in the set
    this.#pending.delete(timer as Pending);
  }

  /** When the next timer is due, in ms of `now()`; undefined where none waits. */
  next(): number | undefined {
    return this.#first()?.at;
  }

  /**
   * Moves on by `ms`, firing what comes due in order of time, then of creation. Between two timers
   * the microtasks run, so that what one timer's callback started may set the next.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await flushPromises();
    for (let due = this.#first(); due !== undefined && due.at <= end; due = this.#first()) {
      this.#pending.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await flushPromises();
    }
    this.#now = end;
  }

  #first(): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.#pending) {
      if (
        first === undefined ||
        timer.at < first.at ||
        (timer.at === first.at && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}
