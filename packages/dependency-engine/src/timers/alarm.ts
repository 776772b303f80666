import { type TimerEntry, UNSET } from "./timer-queue.js";

/** A call at a time, beside the manifolds, on the engine's one timer. */
export class Alarm implements TimerEntry {
  dueAt: number = 0;
  queueIndex: number = UNSET;
  readonly ring: () => void;

  /** @param ring - must not throw */
  constructor(ring: () => void) {
    this.ring = ring;
  }
}
