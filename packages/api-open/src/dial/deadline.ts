import type { Clock, Timer } from "@holdfast/ports";

/** Why a {@link Deadline} aborted its signal: its own time is over, and nothing else happened. */
export class DeadlineReached extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`${ms} ms are over`);
    this.ms = ms;
  }
}

/**
 * A signal that is aborted when the time is over (reason: a {@link DeadlineReached}), or with one of
 * its parents' reasons, whichever comes first. Disposed of, it leaves no timer and no listener.
 */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #parents: readonly AbortSignal[];
  readonly #clock: Clock;
  readonly #timer: { readonly timer: Timer } | undefined;
  readonly #follow = (event: Event): void => {
    if (event.target instanceof AbortSignal) this.#controller.abort(event.target.reason);
  };

  /** @param ms 0 for no limit */
  constructor(ms: number, clock: Clock, ...parents: (AbortSignal | undefined)[]) {
    this.#clock = clock;
    this.#parents = parents.filter((parent) => parent !== undefined);
    for (const parent of this.#parents) {
      if (parent.aborted) this.#controller.abort(parent.reason);
      else parent.addEventListener("abort", this.#follow, { once: true });
    }
    if (ms > 0 && !this.signal.aborted) {
      const expire = (): void => this.#controller.abort(new DeadlineReached(ms));
      this.#timer = { timer: clock.setTimeout(expire, ms) };
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the signal by hand: for the losers of a race. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer.timer);
    for (const parent of this.#parents) parent.removeEventListener("abort", this.#follow);
  }
}

/** The promise's outcome, or the signal's reason as soon as that is aborted. Leaves no listener. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    promise.finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}
