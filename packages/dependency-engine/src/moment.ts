import type { Clock } from "./clock.js";

/**
 * What time it is, for as long as one piece of work takes: asking a clock for every step of a wave
 * costs more than the step. Whoever comes in from outside begins a new moment.
 */
export class Moment {
  readonly #clock: Clock;
  #now: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = clock.now();
  }

  /** ms of the clock. */
  get now(): number {
    return this.#now;
  }

  begin(): number {
    this.#now = this.#clock.now();
    return this.#now;
  }
}
