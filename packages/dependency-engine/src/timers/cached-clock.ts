import { type Clock, wallNow } from "@holdfast/ports";

/** The date and the measured time drift apart by less than this, in ms, while nobody sets the date. */
const DATE_WAS_SET = 1000;

/**
 * What time it is, for as long as one piece of work takes: asking a clock for every step of a wave
 * costs more than the step. Whoever comes in from outside reads the clock anew. Inside the engine
 * times count from its creation, since small numbers need no memory of their own.
 */
export class CachedClock {
  readonly #clock: Clock;
  readonly #origin: number;
  /** ms since the engine was made, as last read. Written here alone: a field, since all ask for it, and often. */
  now: number = 0;
  /** The date on which the engine was made, by the present date of the machine. */
  #madeOn: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#origin = clock.now();
    this.#madeOn = Math.round(wallNow(clock));
  }

  /** Reads the clock. One that was set back stands still for the engine until it has caught up. */
  refresh(): number {
    // Whole, so that it is a small integer to the runtime: what is left of a subtraction need not be.
    const time = Math.floor(this.#clock.now() - this.#origin);
    if (time > this.now) this.now = time;
    return this.now;
  }

  /** It is `time` at least: a timer that was set for it has fired, whatever the clock says. */
  advanceTo(time: number): number {
    if (time > this.now) this.now = time;
    return this.now;
  }

  /** A time of the engine as a time of its clock, for a program to measure with. */
  onClock(time: number): number {
    return this.#origin + time;
  }

  /**
   * A time of the engine as a date, in ms since the epoch, for a person to read: the same whenever it
   * is asked for, unless the machine's date was set meanwhile.
   */
  dateOf(time: number): number {
    const madeOn = wallNow(this.#clock) - (this.#clock.now() - this.#origin);
    if (Math.abs(madeOn - this.#madeOn) > DATE_WAS_SET) this.#madeOn = Math.round(madeOn);
    return this.#madeOn + time;
  }
}
