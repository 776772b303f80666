import type { Timer } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";

/** A virtual clock that tells when somebody begins to wait for it. */
export class SceneClock extends VirtualClock {
  readonly #listeners = new Set<() => void>();

  /** Calls back after each timer is set. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  override setTimeout(callback: () => void, ms: number): Timer {
    const timer = super.setTimeout(callback, ms);
    for (const listener of this.#listeners) listener();
    return timer;
  }
}
