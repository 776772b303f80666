import { type Clock, sleep } from "@holdfast/ports";

import { STRANGERS } from "../bounds.js";

/** Whoever is refused again and again on one connection hears so later each time. */
export class Patience {
  readonly #clock: Clock;
  #refusals = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when one more refusal is to be said; at once where the connection has ended. Never rejects. */
  async putOff(signal: AbortSignal): Promise<void> {
    this.#refusals += 1;
    const times = this.#refusals - STRANGERS.freeRefusals;
    if (times <= 0 || signal.aborted) return;
    const delay = Math.min(times * STRANGERS.refusalDelay, STRANGERS.longestDelay);
    // It ends with the connection; what was refused stays refused.
    await sleep(delay, { clock: this.#clock, signal }).catch(() => undefined);
  }
}
