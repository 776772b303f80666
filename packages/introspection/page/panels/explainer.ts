// Asks the agent why a manifold is as it is: when it is chosen, and when its condition changes.
import type { Explanation } from "@holdfast/dependency-engine";

import type { NodeView } from "../../src/view/node-view.js";
import type { Store } from "../store.js";

/** ms between two questions; a manifold that moves fast is asked about when it is calmer. */
const pauseMs = 250;

/** Holds the latest explanation of the manifold that is read about. */
export class Explainer {
  latest: Explanation | undefined;
  readonly #store: Store;
  readonly #answered: () => void;
  #asked = "";
  #busy = false;

  constructor(store: Store, answered: () => void) {
    this.#store = store;
    this.#answered = answered;
  }

  /** Another manifold is read about. */
  forget(): void {
    this.latest = undefined;
    this.#asked = "";
  }

  /** Asks, unless this very condition was asked about. */
  ask(node: NodeView): void {
    const { engine } = this.#store;
    const condition = JSON.stringify([
      engine?.name,
      node.name,
      node.phase,
      node.since,
      node.errors[0]?.at,
      node.degraded,
    ]);
    if (this.#busy || condition === this.#asked || engine === undefined) return;
    this.#asked = condition;
    this.#busy = true;
    void this.#fetch(engine.name, node.name).finally(() => {
      setTimeout(() => {
        this.#busy = false;
        const { node: now } = this.#store;
        if (now !== undefined) this.ask(now);
      }, pauseMs);
    });
  }

  async #fetch(engine: string, name: string): Promise<void> {
    const query = new URLSearchParams({ engine, format: "json" }).toString();
    try {
      const response = await fetch(`explain/${encodeURIComponent(name)}?${query}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server wrote it
      this.latest = (await response.json()) as Explanation;
      this.#answered();
    } catch {
      this.#asked = ""; // the link is lost; the next change of condition asks again
    }
  }
}
