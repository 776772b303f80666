// The latest bounces of the drawn engine: what began each, how many it took along, how long.
import type { Wave } from "../../src/view/engine-view.js";
import { byId, html } from "../elements.js";
import type { Store } from "../store.js";
import { because, clockTime, isHarm, span } from "../descriptions.js";

const shown = 12;

/** Lists the waves of change, latest first. */
export class BouncePanel {
  readonly #store: Store;
  readonly #list = byId("bounce-list");
  #drawn = "";

  constructor(store: Store) {
    this.#store = store;
  }

  /** Draws it anew, where it has changed. */
  draw(): void {
    const { engine } = this.#store;
    const waves = (engine?.waves ?? []).slice(-shown).toReversed();
    const key = JSON.stringify([engine?.name, waves]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#list.replaceChildren(...waves.map((wave) => this.#item(wave)));
    if (waves.length === 0)
      this.#list.append(html("li", { class: "quiet" }, "nothing has moved since we look"));
  }

  #item(wave: Wave): HTMLLIElement {
    const { manifold } = wave.because;
    const button = html(
      "button",
      { type: "button", class: isHarm(wave) ? "bounce wrong" : "bounce" },
      html("time", {}, clockTime(this.#store.dateOf(wave.began))),
      html("span", { class: "what" }, because(wave.because)),
      html("span", { class: "sum" }, summary(wave)),
    );
    button.addEventListener("click", () => {
      if (this.#store.engine?.nodes.has(manifold) === true) this.#store.choose(manifold);
    });
    return html("li", {}, button);
  }
}

function summary({ took, started, ended }: Wave): string {
  if (took === undefined) return "going on";
  const parts = [
    ended === undefined || ended === 0 ? "" : `${ended} stopped`,
    started === undefined || started === 0 ? "" : `${started} started`,
  ].filter((part) => part !== "");
  return `${parts.join(", ") || "nothing started"} in ${span(took)}`;
}
