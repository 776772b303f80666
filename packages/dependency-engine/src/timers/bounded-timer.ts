import type { Cleanup } from "@holdfast/ports";

/** A timer that fires once, later, and never once it was cleared, whatever the clock does that it is set with. */
export class BoundedTimer {
  readonly #callback: () => void;
  #state: "being set" | "set" | "over" = "being set";
  #takeBack: Cleanup | undefined;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  /** What the clock is to call. */
  readonly fire = (): void => {
    if (this.#state === "being set") {
      // At once: nobody knows of the timer yet.
      queueMicrotask(this.fire);
      return;
    }
    if (this.#state === "over") return;
    this.#state = "over";
    this.#callback();
  };

  /** @param takeBack - clears the clock's own timer */
  isSet(takeBack: Cleanup): void {
    this.#state = "set";
    this.#takeBack = takeBack;
  }

  clear(): void {
    if (this.#state !== "set") return;
    this.#state = "over";
    this.#takeBack?.();
  }
}
