import type { Clock, Timer } from "@holdfast/ports";
import type { CachedClock } from "./cached-clock.js";
import { type TimerEntry, TimerQueue } from "./timer-queue.js";

/**
 * Tells any number of entries that they are due, with at most one timer of the clock. A timer that
 * turns out to be too early is left to fire in vain, so that deadlines which are met cost no timers
 * at all; once no time is set there is none.
 */
export class SharedTimer<Entry extends TimerEntry> {
  /** Who is due when. What is set here holds from the next `arm` on. */
  readonly times: TimerQueue<Entry> = new TimerQueue<Entry>();
  readonly #source: Clock;
  readonly #clock: CachedClock;
  readonly #due: (entry: Entry, now: number) => void;
  #timer: { at: number; handle: Timer } | undefined;

  constructor(source: Clock, clock: CachedClock, due: (entry: Entry, now: number) => void) {
    this.#source = source;
    this.#clock = clock;
    this.#due = due;
  }

  /** Brings the timer into line with what was set. Called once for many changes. */
  arm(): void {
    const next = this.times.next();
    if (this.#timer !== undefined) {
      if (next !== undefined && this.#timer.at <= next) return;
      this.#source.clearTimeout(this.#timer.handle);
      this.#timer = undefined;
    }
    if (next === undefined) return;
    const delay = Math.max(0, next - this.#clock.refresh());
    this.#timer = { at: next, handle: this.#source.setTimeout(this.#fire, delay) };
  }

  readonly #fire = (): void => {
    this.#clock.refresh();
    const now = this.#clock.advanceTo(this.#timer?.at ?? 0);
    this.#timer = undefined;
    for (let due = this.times.take(now); due !== undefined; due = this.times.take(now)) {
      this.#due(due, now);
    }
    this.arm();
  };
}
