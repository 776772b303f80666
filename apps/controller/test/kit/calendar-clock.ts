import { systemClock, type Timer, type WallClock } from "@holdfast/ports";

const DAY = 86_400_000;

/** A clock whose days pass when told, and whose shorter waits are the machine's. */
export class CalendarClock implements WallClock {
  readonly #daily = new Map<Timer, () => void>();
  #ahead: number;

  /** @param ahead - ms that it is ahead of the machine's at first */
  constructor(ahead: number) {
    this.#ahead = ahead;
  }

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  wallNow(): number {
    return systemClock.wallNow() + this.#ahead;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    if (ms < DAY) return systemClock.setTimeout(callback, ms);
    const timer = Symbol("a day's timer");
    this.#daily.set(timer, callback);
    return timer;
  }

  clearTimeout(timer: Timer): void {
    if (!this.#daily.delete(timer)) systemClock.clearTimeout(timer);
  }

  /** So many days later: the timers of days fire once. */
  pass(days: number): void {
    this.#ahead += days * DAY;
    for (const [timer, callback] of Array.from(this.#daily)) {
      this.#daily.delete(timer);
      callback();
    }
  }
}
