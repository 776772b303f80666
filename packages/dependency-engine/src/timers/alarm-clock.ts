import { Alarms, type Sleeper } from "./timer-queue.js";
import type { Clock } from "../contract/clock.js";
import type { Moment } from "./cached-clock.js";

/**
 * Wakes any number of sleepers with at most one timer of the clock. A timer that turns out to be
 * too early is left to fire in vain, so that deadlines which are met cost no timers at all; once
 * nobody sleeps there is none.
 */
export class AlarmClock<S extends Sleeper> {
  readonly #alarms = new Alarms<S>();
  readonly #clock: Clock;
  readonly #moment: Moment;
  readonly #wake: (sleeper: S, now: number) => void;
  #timer: { at: number; handle: unknown } | undefined;

  constructor(clock: Clock, moment: Moment, wake: (sleeper: S, now: number) => void) {
    this.#clock = clock;
    this.#moment = moment;
    this.#wake = wake;
  }

  /** Wakes `sleeper` at `at`, in place of any time set before; never, where that is Infinity. */
  set(sleeper: S, at: number, soon: boolean): void {
    this.#alarms.set(sleeper, at, soon);
  }

  /** Brings the timer into line with what was set. Called once for many changes. */
  tick(): void {
    const next = this.#alarms.next();
    if (this.#timer !== undefined) {
      if (next !== undefined && this.#timer.at <= next) return;
      this.#clock.clearTimeout(this.#timer.handle);
      this.#timer = undefined;
    }
    if (next === undefined) return;
    const handle = this.#clock.setTimeout(this.#ring, Math.max(0, next - this.#moment.begin()));
    this.#timer = { at: next, handle };
  }

  readonly #ring = (): void => {
    this.#moment.begin();
    const now = this.#moment.reach(this.#timer?.at ?? 0);
    this.#timer = undefined;
    for (let due = this.#alarms.take(now); due !== undefined; due = this.#alarms.take(now)) {
      this.#wake(due, now);
    }
    this.tick();
  };
}
