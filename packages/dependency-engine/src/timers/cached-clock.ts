import type { Clock } from "../contract/clock.js";

/**
 * What time it is, for as long as one piece of work takes: asking a clock for every step of a wave
 * costs more than the step. Whoever comes in from outside begins a new moment. Inside the engine
 * times count from its creation, since small numbers need no memory of their own.
 */
export class Moment {
  readonly #clock: Clock;
  readonly #origin: number;
  #now = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#origin = clock.now();
  }

  /** ms since the engine was made. */
  get now(): number {
    return this.#now;
  }

  /** A clock that was set back stands still for the engine until it has caught up. */
  begin(): number {
    // Whole, so that it is a small integer to the runtime: what is left of a subtraction need not be.
    return this.reach(Math.floor(this.#clock.now() - this.#origin));
  }

  /** It is `time` at least: a timer that was set for it has fired, whatever the clock says. */
  reach(time: number): number {
    if (time > this.#now) this.#now = time;
    return this.#now;
  }

  /** A time of the engine as a time of its clock. */
  onClock(time: number): number {
    return this.#origin + time;
  }
}
