import type { Clock } from "@holdfast/ports";
import { whenRejected } from "../graph/foreign-promise.js";
import type { EngineEvent, EngineListener, Happening } from "./events.js";

interface Subscription {
  readonly listener: EngineListener;
}

/**
 * Hands every happening to every subscriber, in order and as soon as it has been applied. Where nobody
 * listens nothing is made. What a subscriber throws, or rejects with, is told, as a happening of its own.
 */
export class EventStream {
  /** Whether it is worth making an event. Written here alone: a field, since all ask for it, and often. */
  watched: boolean = false;
  readonly #clock: Clock;
  readonly #listeners = new Set<Subscription>();
  /** What is being told, and what happened meanwhile. */
  readonly #ahead: EngineEvent[] = [];
  /** Calls of other people's code that have to wait with it. */
  #afterwards: (() => void)[] = [];
  /** How many changes, one within the other, are being applied. */
  #held = 0;
  #telling = false;
  #seq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  subscribe(listener: EngineListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    this.watched = true;
    return () => this.#drop(entry);
  }

  #drop(entry: Subscription): void {
    this.#listeners.delete(entry);
    this.watched = this.#listeners.size > 0;
  }

  emit(happening: Happening): void {
    if (!this.watched) return;
    this.#seq += 1;
    this.#ahead.push({ seq: this.#seq, at: this.#clock.now(), ...happening });
    if (this.#held === 0) this.#tellAll();
  }

  /**
   * A change is about to be applied: nobody hears of any part of it before `release`, since a listener
   * may call the engine, and must find it whole.
   */
  hold(): void {
    this.#held += 1;
  }

  release(): void {
    this.#held -= 1;
    const news = this.#ahead.length + this.#afterwards.length;
    if (news > 0 && this.#held === 0) this.#tellAll();
  }

  /** Calls `call`, which runs other people's code, once no change is being applied. It must not throw. */
  afterwards(call: () => void): void {
    if (this.#held === 0) call();
    else this.#afterwards.push(call);
  }

  #tellAll(): void {
    // What a listener sets off is told once all have heard what it is telling of.
    if (this.#telling) return;
    this.#telling = true;
    do {
      const calls = this.#afterwards;
      this.#afterwards = [];
      for (const call of calls) call();
      for (const event of this.#ahead) {
        for (const entry of this.#listeners) this.#tell(entry, event);
      }
      this.#ahead.length = 0;
    } while (this.#afterwards.length > 0);
    this.#telling = false;
  }

  #tell(entry: Subscription, event: EngineEvent): void {
    try {
      const heard: unknown = entry.listener(event);
      whenRejected(heard, (error) => this.#failed(event, error));
    } catch (error) {
      this.#failed(event, error);
    }
  }

  /** One that fails whatever it hears is not told of its own failures for ever. */
  #failed(heard: EngineEvent, error: unknown): void {
    if (heard.kind !== "subscriber failed") this.emit({ kind: "subscriber failed", error });
  }
}
