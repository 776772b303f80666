import type { Clock } from "@holdfast/ports";
import type { EngineEvent, EngineListener, Happening } from "./events.js";

interface Subscription {
  readonly listener: EngineListener;
}

/**
 * Hands every happening to every subscriber, in order and at once. Where nobody listens nothing is
 * made. A subscriber that throws is dropped, and the others are told.
 */
export class EventStream {
  readonly #clock: Clock;
  readonly #listeners = new Set<Subscription>();
  /** What is being told, and what happened meanwhile. */
  readonly #ahead: EngineEvent[] = [];
  #seq = 0;
  #watched = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is worth making an event. */
  get watched(): boolean {
    return this.#watched;
  }

  subscribe(listener: EngineListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    this.#watched = true;
    return () => this.#drop(entry);
  }

  #drop(entry: Subscription): void {
    this.#listeners.delete(entry);
    this.#watched = this.#listeners.size > 0;
  }

  emit(happening: Happening): void {
    if (!this.#watched) return;
    this.#seq += 1;
    this.#ahead.push({ seq: this.#seq, at: this.#clock.now(), ...happening });
    // What a listener sets off is told once all have heard what it is telling of.
    if (this.#ahead.length > 1) return;
    for (const event of this.#ahead) for (const entry of this.#listeners) this.#tell(entry, event);
    this.#ahead.length = 0;
  }

  #tell(entry: Subscription, event: EngineEvent): void {
    try {
      entry.listener(event);
    } catch (error) {
      this.#drop(entry);
      this.emit({ kind: "subscriber failed", error });
    }
  }
}
