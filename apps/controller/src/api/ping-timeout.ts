import type { Clock, Timer } from "@holdfast/ports";

/** ms without a ping after which an agent is taken for gone. Other traffic does not count. */
export const PING_TIMEOUT = 180_000;

/** Calls back once where no ping has come for too long. */
export class PingTimeout implements Disposable {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #timer: Timer;
  #state: "running" | "ended" = "running";

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
    this.#timer = this.#start();
  }

  ping(): void {
    if (this.#state === "ended") return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  [Symbol.dispose](): void {
    this.#state = "ended";
    this.#clock.clearTimeout(this.#timer);
  }

  #start(): Timer {
    return this.#clock.setTimeout(() => {
      this.#state = "ended";
      this.#expired();
    }, PING_TIMEOUT);
  }
}
