import type { EngineListener } from "@holdfast/dependency-engine";

import type { EngineSource } from "../../src/index.js";

/** An engine that says what it is told to, and knows whether anybody listens. */
export class ToldEngine implements EngineSource {
  readonly #listeners = new Set<EngineListener>();
  #seq = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  report() {
    return { state: "started", manifolds: {} } as const;
  }

  explain(): never {
    throw new Error("nobody asks");
  }

  subscribe(listener: EngineListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  say(manifold: string, at = 0): void {
    const event = { kind: "stopping", manifold, seq: ++this.#seq, at } as const;
    for (const listener of this.#listeners) listener(event);
  }
}
