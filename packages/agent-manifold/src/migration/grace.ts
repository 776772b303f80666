import { type Clock, onAbort, type Timer } from "@holdfast/ports";

/** A signal that is aborted so many ms after another, with the same reason; disposed of, never. */
export class Grace implements Disposable {
  readonly #late = new AbortController();
  readonly #forget: () => void;
  readonly #clock: Clock;
  #timer: Timer;

  constructor(signal: AbortSignal, ms: number, clock: Clock) {
    this.#clock = clock;
    this.#forget = onAbort(signal, () => {
      this.#timer = clock.setTimeout(() => this.#late.abort(signal.reason), ms);
    });
  }

  get signal(): AbortSignal {
    return this.#late.signal;
  }

  [Symbol.dispose](): void {
    this.#forget();
    this.#clock.clearTimeout(this.#timer);
  }
}
