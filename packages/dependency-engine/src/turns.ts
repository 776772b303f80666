import type { Clock } from "./clock.js";

/** How long the engine works before it lets the event loop turn, in ms. */
const SLICE = 8;

/**
 * Keeps a long run of work from starving everything else. Work asks `spent()` now and then; once a
 * turn of the event loop has been used for longer than a slice, it goes on in `later`.
 * On a clock that stands still while work is done, as in a simulation, no slice is ever spent.
 */
export class Turns {
  readonly #clock: Clock;
  #since: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  spent(): boolean {
    const now = this.#clock.now();
    if (this.#since === undefined) {
      this.#since = now;
      macrotask(this.#clock, () => {
        this.#since = undefined;
      });
      return false;
    }
    return now - this.#since > SLICE;
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
