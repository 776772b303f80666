import { type Cleanup, type Clock, onAbort, type Timer } from "@holdfast/ports";

/** The reason of a {@link Deadline}'s signal where its own time is over. */
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
  readonly #clock: Clock;
  readonly #removeListeners: readonly Cleanup[];
  readonly #timer: { readonly timer: Timer } | undefined;

  /** @param ms 0 for no limit */
  constructor(ms: number, clock: Clock, ...parents: (AbortSignal | undefined)[]) {
    this.#clock = clock;
    this.#removeListeners = parents.map((parent) =>
      onAbort(parent, () => this.#controller.abort(parent?.reason)),
    );
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
    for (const remove of this.#removeListeners) remove();
  }
}
