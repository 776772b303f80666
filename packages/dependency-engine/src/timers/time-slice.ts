import type { Clock } from "@holdfast/ports";

/** How long the engine works before it lets the event loop turn, in ms. */
const SLICE = 8;

/**
 * How much it does, at most, where the clock stands still while work is done, as in a simulation:
 * enough for the largest graphs, and an end to a worker that restarts itself for ever without delay.
 */
const MOST = 100_000;

/**
 * The part of a turn of the event loop that the engine may use (cooperative scheduling), so that a
 * long run of work does not starve everything else. Work says now and then how much it has done; once
 * the slice is used up, it goes on in `later`.
 */
export class TimeSlice {
  readonly #clock: Clock;
  /** When this turn's work began; undefined until there is some. */
  #since: number | undefined;
  #done = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts `work` pieces done, and says whether this turn has seen enough of it. */
  spent(work: number): boolean {
    const now = this.#clock.now();
    this.#done += work;
    if (this.#since !== undefined) return now - this.#since > SLICE || this.#done > MOST;
    this.#since = now;
    macrotask(this.#clock, () => {
      this.#since = undefined;
      this.#done = 0;
    });
    return false;
  }

  /** Calls back in the next turn of the event loop. */
  later(callback: () => void): void {
    macrotask(this.#clock, callback);
  }
}

/** Not every runtime has one; typed here, since the package knows no runtime. */
const setImmediate: unknown = Reflect.get(globalThis, "setImmediate");

function macrotask(clock: Clock, callback: () => void): void {
  if (typeof setImmediate === "function") setImmediate(callback);
  else clock.setTimeout(callback, 0);
}
