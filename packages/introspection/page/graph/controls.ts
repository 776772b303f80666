// What a person does to the picture: clicks, keys, the legend, the search.
import { byId, glyph, html } from "../elements.js";
import type { Store } from "../store.js";
import { type Status, statusName, statusOf, statuses, statusShapes } from "../status.js";
import type { GraphView } from "./graph-view.js";
import { type Direction, nearest } from "./walk.js";

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Lets a person choose, find, filter and zoom. */
export class Controls {
  readonly #store: Store;
  readonly #graph: GraphView;
  readonly #search: HTMLInputElement;
  readonly #chips = new Map<Status, HTMLButtonElement>();
  readonly #only = new Set<Status>();

  constructor(store: Store, graph: GraphView) {
    this.#store = store;
    this.#graph = graph;
    this.#search = html("input", {
      id: "search",
      type: "search",
      placeholder: "Find a manifold",
      "aria-label": "Find a manifold",
      autocomplete: "off",
      spellcheck: "false",
    });
    byId("find").append(this.#search);
    this.#makeLegend();
    this.#listenToPicture();
    this.#listenToSearch();
    this.#listenToKeys();
    byId("fit").addEventListener("click", () => graph.viewport.fit());
    byId("closer").addEventListener("click", () => graph.viewport.zoom(1.4));
    byId("farther").addEventListener("click", () => graph.viewport.zoom(1 / 1.4));
  }

  /** Counts the statuses again. */
  state(): void {
    const counts = new Map<Status, number>();
    for (const node of this.#store.engine?.nodes.values() ?? []) {
      const status = statusOf(node);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    for (const [status, chip] of this.#chips) {
      const count = counts.get(status) ?? 0;
      const number = chip.querySelector("b");
      if (number !== null) number.textContent = String(count);
      chip.classList.toggle("none", count === 0);
    }
  }

  #makeLegend(): void {
    for (const status of statuses) {
      const chip = html(
        "button",
        {
          class: `chip status-${status}`,
          type: "button",
          "aria-pressed": "false",
          title: `Show only what is ${statusName(status)}`,
        },
        html("span", { class: "mark" }, glyph(statusShapes[status])),
        statusName(status),
        html("b", {}, "0"),
      );
      chip.addEventListener("click", () => {
        if (!this.#only.delete(status)) this.#only.add(status);
        chip.setAttribute("aria-pressed", String(this.#only.has(status)));
        this.#filter();
      });
      this.#chips.set(status, chip);
      byId("legend").append(chip);
    }
  }

  #filter(): void {
    this.#graph.filter(this.#only.size === 0 ? undefined : this.#only, this.#search.value.trim());
  }

  #listenToPicture(): void {
    byId("graph").addEventListener("click", (event) => {
      const card =
        event.target instanceof Element ? event.target.closest<SVGElement>(".card") : null;
      this.#store.choose(card?.dataset["name"]);
    });
  }

  #listenToSearch(): void {
    this.#search.addEventListener("input", () => this.#filter());
    this.#search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#search.value = "";
        this.#filter();
        this.#search.blur();
      }
      const [first] = this.#graph.standing;
      if (event.key === "Enter" && first !== undefined) {
        this.#search.value = "";
        this.#filter();
        this.#store.choose(first);
        this.#graph.focus(first);
      }
    });
  }

  #listenToKeys(): void {
    document.addEventListener("keydown", (event) => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.target instanceof HTMLInputElement
      ) {
        return;
      }
      if (this.#pressed(event)) event.preventDefault();
    });
  }

  /** Does what a key means. Returns whether it means anything. */
  #pressed(event: KeyboardEvent): boolean {
    const card = event.target instanceof Element ? event.target.closest<SVGElement>(".card") : null;
    const direction = arrows[event.key];
    if (direction !== undefined && card !== null) return this.#walk(card, direction);
    switch (event.key) {
      case "/":
        this.#search.focus();
        return true;
      case "Escape":
        this.#store.choose(undefined);
        return true;
      case "f":
      case "0":
        this.#graph.viewport.fit();
        return true;
      case "+":
      case "=":
        this.#graph.viewport.zoom(1.25);
        return true;
      case "-":
        this.#graph.viewport.zoom(0.8);
        return true;
      case "Enter":
      case " ":
        if (card === null) return false;
        this.#store.choose(card.dataset["name"]);
        return true;
      default:
        return false;
    }
  }

  #walk(card: SVGElement, direction: Direction): boolean {
    const { places } = this.#graph.layout;
    const from = places.get(card.dataset["name"] ?? "");
    const next = from === undefined ? undefined : nearest(from, direction, places);
    if (next !== undefined) {
      if (this.#store.chosen !== undefined) this.#store.choose(next);
      this.#graph.focus(next);
    }
    return true;
  }
}
