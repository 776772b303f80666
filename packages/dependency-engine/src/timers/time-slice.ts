import type { Cleanup, Clock } from "@holdfast/ports";

/** How long the engine works before it lets the event loop turn, in ms. */
const SLICE = 8;

/**
 * How much it does, at most, where the clock stands still while work is done, as in a simulation:
 * enough for the largest graphs, and an end to a worker that restarts itself for ever without delay.
 */
const MOST = 100_000;

/**
 * How long it lets others work, in ms, where the clock knows nothing of turns: not 0, so that a
 * simulated clock gets on.
 */
const PAUSE = 1;

/**
 * The part of a turn of the event loop that the engine may use (cooperative scheduling), so that a
 * long run of work does not starve everything else. Work says now and then how much it has done; once
 * the slice is used up, it goes on in `later`, when the clock says so.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #after: (ms: number, callback: () => void) => Cleanup;
  /** When this turn's work began; undefined until there is some. */
  #since: number | undefined;
  #done = 0;
  /** Takes back what goes on later. */
  #takeBack: Cleanup | undefined;

  /** @param after - calls back by the engine's own timer */
  constructor(clock: Clock, after: (ms: number, callback: () => void) => Cleanup) {
    this.#clock = clock;
    this.#after = after;
  }

  /** Counts `work` pieces done, and says whether this turn has seen enough of it. */
  spent(work: number): boolean {
    const now = this.#clock.now();
    this.#done += work;
    if (this.#since !== undefined) return now - this.#since > SLICE || this.#done > MOST;
    this.#since = now;
    onNextTurn(this.#renew);
    return false;
  }

  /** Calls back in the next turn of the event loop, and at no time before, unless it is taken back. */
  later(callback: () => void): void {
    const resume = (): void => {
      this.#takeBack = undefined;
      this.#renew();
      callback();
    };
    this.#takeBack = this.#clock.setImmediate
      ? this.#immediate(resume)
      : this.#after(PAUSE, resume);
  }

  /** What was to go on later goes on now. */
  takeBack(): void {
    this.#takeBack?.();
    this.#takeBack = undefined;
  }

  #immediate(resume: () => void): Cleanup {
    let wanted = true;
    this.#clock.setImmediate?.(() => {
      if (wanted) resume();
    });
    return () => {
      wanted = false;
    };
  }

  readonly #renew = (): void => {
    this.#since = undefined;
    this.#done = 0;
  };
}

/** Not every runtime has one; typed here, since the package knows no runtime. */
const setImmediate: unknown = Reflect.get(globalThis, "setImmediate");

/**
 * Nothing goes on because of it, so it is the runtime's own: where there is none, a turn's work counts
 * with the next one's, which lets the event loop turn once too often.
 */
function onNextTurn(callback: () => void): void {
  if (typeof setImmediate === "function") setImmediate(callback);
}
