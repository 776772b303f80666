import { abortable } from "@holdfast/ports";
import type { Traits } from "../lifecycle/node-state.js";

/** Everything from the first thing that moves until nothing does. */
export interface Wave {
  readonly number: number;
  readonly beganAt: number;
  /** Workers that came up, and workers and starts that ended, in it. */
  started: number;
  ended: number;
}

/**
 * Counts what moves and what lives: so it is known when a wave has settled, and when an engine that
 * is stopping has stopped.
 */
export class EngineProgress {
  #alive = 0;
  #moving = 0;
  #waves = 0;
  #wave: Wave | undefined;
  readonly #whenSettled = new Set<() => void>();

  /** How many workers and starts have not ended. */
  get alive(): number {
    return this.#alive;
  }

  /**
   * A manifold has gone from one state to another, at `now`.
   * @returns the wave that begins with it, where nothing moved before
   */
  moved(was: Traits, is: Traits, now: number): Wave | undefined {
    this.#alive += is.alive - was.alive;
    this.#moving += is.moving - was.moving;
    if (this.#moving === 0 || this.#wave !== undefined) return undefined;
    this.#waves += 1;
    this.#wave = { number: this.#waves, beganAt: now, started: 0, ended: 0 };
    return this.#wave;
  }

  countStart(): void {
    if (this.#wave !== undefined) this.#wave.started += 1;
  }

  countEnd(): void {
    if (this.#wave !== undefined) this.#wave.ended += 1;
  }

  get isSettled(): boolean {
    return this.#moving === 0;
  }

  /** @returns the wave that is over, where there was one */
  endWave(): Wave | undefined {
    const wave = this.#wave;
    this.#wave = undefined;
    return wave;
  }

  /** Fulfilled by `tellSettled`. Rejected with the signal's reason when that is aborted. */
  settled(signal?: AbortSignal): Promise<void> {
    return abortable<void>(signal, (resolve) => {
      const listener = (): void => resolve();
      this.#whenSettled.add(listener);
      return () => this.#whenSettled.delete(listener);
    });
  }

  tellSettled(): void {
    for (const settled of this.#whenSettled) settled();
  }
}
