import type { Clock } from "./clock.js";
import type { EngineListener, Happening } from "./events.js";

/**
 * Hands every happening to every subscriber, in order and at once. Where nobody listens nothing is
 * made. A subscriber that throws is dropped, and the others are told.
 */
export class EventStream {
  readonly #clock: Clock;
  readonly #listeners = new Set<{ readonly listener: EngineListener }>();
  #seq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is worth making an event. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: EngineListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(happening: Happening): void {
    if (this.#listeners.size === 0) return;
    this.#seq += 1;
    const event = { seq: this.#seq, at: this.#clock.now(), ...happening };
    for (const entry of this.#listeners) {
      try {
        entry.listener(event);
      } catch (error) {
        this.#listeners.delete(entry);
        this.emit({ kind: "subscriber failed", error });
      }
    }
  }
}
