// The picture of an engine: cards and lines, kept up with the store. A change of the set of
// manifolds lays it out again; a change of condition only recolours.
import type { NodeView } from "../../src/view/node-view.js";
import { byId, svg } from "../elements.js";
import { type Graph, graphOf } from "../layout/graph.js";
import { type Layout, layOut } from "../layout/layout.js";
import type { Store } from "../store.js";
import { type Status, statusOf } from "../status.js";
import { Card } from "./card.js";
import { type CardStyle, cardStyle } from "./card-size.js";
import { Line } from "./line.js";
import { lineage } from "./lineage.js";
import { Viewport } from "./viewport.js";

/** More sparks than this at once say nothing. */
const mostPulses = 40;

/** Draws the chosen engine. */
export class GraphView {
  readonly #store: Store;
  readonly #cards = new Map<string, Card>();
  readonly #lines: Line[] = [];
  readonly #lineLayer: SVGGElement;
  readonly #cardLayer: SVGGElement;
  readonly #frame: HTMLElement;
  readonly viewport: Viewport;
  #graph: Graph = graphOf([]);
  #layout: Layout = { across: true, width: 0, height: 0, places: new Map(), routes: new Map() };
  #style: CardStyle | undefined;
  #drawn = "";
  #dim: ReadonlySet<Status> | undefined;
  #search = "";

  constructor(store: Store) {
    this.#store = store;
    this.#lineLayer = svg("g", { class: "lines" });
    this.#cardLayer = svg("g", { class: "cards" });
    const stage = svg("g", { class: "stage" }, this.#lineLayer, this.#cardLayer);
    const picture = svg(
      "svg",
      { id: "picture", role: "group", "aria-label": "manifolds and what they need" },
      stage,
    );
    this.#frame = byId("graph");
    // First, so that the keyboard comes here before what lies over it.
    this.#frame.prepend(picture);
    this.viewport = new Viewport(picture, stage, (scale) => {
      this.#frame.dataset["zoom"] = scale < 0.34 ? "far" : scale < 0.62 ? "mid" : "near";
    });
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** How many needs lie below a manifold, at the longest. */
  depthOf(name: string): number {
    return this.#graph.depth.get(name) ?? 0;
  }

  /** Draws the set of manifolds anew, where it has changed. */
  shape(): void {
    const { engine } = this.#store;
    const nodes = [...(engine?.nodes.values() ?? [])];
    const key = JSON.stringify([
      engine?.name,
      nodes.map(({ name, inputs, optional }) => [name, inputs, optional]),
    ]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#graph = graphOf(nodes);
    const style = cardStyle(this.#graph.names);
    if (style.compact !== this.#style?.compact || style.card.width !== this.#style.card.width) {
      this.#clear();
    }
    this.#style = style;
    this.#fill(style);
    this.arrange();
  }

  /** Lays the same set out again: the window has changed. */
  arrange(): void {
    const style = this.#style;
    if (style === undefined) return;
    this.#layout = layOut(this.#graph, style.card, style.gaps, this.viewport.room);
    const { places, routes, across } = this.#layout;
    for (const [name, card] of this.#cards) {
      const place = places.get(name);
      if (place !== undefined) card.place(place);
    }
    for (const line of this.#lines) {
      const from = places.get(line.edge.from);
      const to = places.get(line.edge.to);
      if (from === undefined || to === undefined) continue;
      line.place(from, to, routes.get(line.edge) ?? [], style.card, across);
    }
    this.viewport.show(this.#layout);
    this.choice();
  }

  /** Recolours what has changed. */
  state(): void {
    const { engine, now } = this.#store;
    let pulses = 0;
    for (const node of engine?.nodes.values() ?? []) {
      const changed = this.#cards.get(node.name)?.show(node, now) ?? false;
      if (changed && pulses < mostPulses && this.#pulseInto(node)) pulses++;
    }
    for (const { edge, element } of this.#lines) {
      element.classList.toggle("live", this.#isUp(edge.from) && this.#isUp(edge.to));
      element.classList.toggle("cut", !this.#isUp(edge.from));
    }
    this.#dimCards();
  }

  /** Shows which card is chosen, and whom it needs and serves. */
  choice(): void {
    const { chosen } = this.#store;
    const family = chosen === undefined ? undefined : lineage(this.#graph, chosen);
    this.#frame.classList.toggle("choosing", family !== undefined);
    for (const [name, card] of this.#cards) {
      card.element.classList.toggle("chosen", name === chosen);
      card.element.classList.toggle("kin", family?.has(name) ?? false);
      card.element.setAttribute("aria-pressed", String(name === chosen));
      card.element.setAttribute("tabindex", name === (chosen ?? this.#first()) ? "0" : "-1");
    }
    for (const { edge, element } of this.#lines) {
      const kin = family !== undefined && family.has(edge.from) && family.has(edge.to);
      element.classList.toggle("kin", kin);
      element.classList.toggle("own", chosen === edge.from || chosen === edge.to);
    }
  }

  /** Brings a card into the part of the window that nothing covers. */
  reveal(name: string): void {
    const place = this.#layout.places.get(name);
    if (place === undefined || this.#style === undefined) return;
    const sheet = byId("node");
    const { bottom } = this.#frame.getBoundingClientRect();
    // On a phone what is read lies over the picture; its final place counts, not where it glides.
    const covers = getComputedStyle(sheet).position === "fixed";
    const hidden = covers ? Math.max(0, bottom - (window.innerHeight - sheet.offsetHeight)) : 0;
    this.viewport.reveal(place, this.#style.card, hidden);
  }

  /** Shows a card, and moves the keyboard there. */
  focus(name: string): void {
    this.reveal(name);
    this.#cards.get(name)?.element.focus({ preventScroll: true });
  }

  /** Lets only cards of these statuses, and whose names hold this text, stand out. */
  filter(dim: ReadonlySet<Status> | undefined, search: string): void {
    this.#dim = dim;
    this.#search = search.toLowerCase();
    this.#dimCards();
  }

  /** The names that the filter lets stand out, in the picture's order. */
  get standing(): string[] {
    return [...this.#cards]
      .filter(([, { element }]) => !element.classList.contains("dim"))
      .map(([name]) => name);
  }

  #dimCards(): void {
    for (const [name, { element, status }] of this.#cards) {
      const out =
        (this.#dim !== undefined && status !== undefined && !this.#dim.has(status)) ||
        (this.#search !== "" && !name.toLowerCase().includes(this.#search));
      element.classList.toggle("dim", out);
    }
  }

  #first(): string | undefined {
    return this.#graph.names.find((name) => this.#graph.depth.get(name) === 0);
  }

  #isUp(name: string): boolean {
    const node = this.#store.engine?.nodes.get(name);
    return node !== undefined && statusOf(node) === "running";
  }

  #pulseInto(node: NodeView): boolean {
    const from = node.because?.manifold;
    if (from === undefined || node.phase === "started" || node.phase === "resting") return false;
    const line = this.#lines.find(({ edge }) => edge.from === from && edge.to === node.name);
    line?.pulse();
    return line !== undefined;
  }

  #clear(): void {
    for (const { element } of this.#cards.values()) element.remove();
    this.#cards.clear();
  }

  #fill(style: CardStyle): void {
    const names = new Set(this.#graph.names);
    for (const [name, { element }] of this.#cards) {
      if (names.has(name)) continue;
      element.remove();
      this.#cards.delete(name);
    }
    for (const name of this.#graph.names) {
      if (this.#cards.has(name)) continue;
      const card = new Card(name, style);
      this.#cards.set(name, card);
      this.#cardLayer.append(card.element);
    }
    this.#lines.length = 0;
    this.#lines.push(...this.#graph.edges.map((edge) => new Line(edge)));
    // Faint lines first, so that the others lie above them.
    const sorted = this.#lines.toSorted((a, b) => Number(b.edge.implied) - Number(a.edge.implied));
    this.#lineLayer.replaceChildren(...sorted.map(({ element }) => element));
  }
}
