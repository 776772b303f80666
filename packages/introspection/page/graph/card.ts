// One manifold in the picture: a card with its shape, its name, and what it is up to.
import type { NodeView } from "../../src/view/node-view.js";
import { svg } from "../elements.js";
import type { Point } from "../layout/geometry.js";
import { type Status, statusName, statusOf, statusShapes } from "../status.js";
import { condition } from "../descriptions.js";
import { type CardStyle, fitted } from "./card-size.js";

/** A card, and what it shows by now. */
export class Card {
  readonly element: SVGGElement;
  status: Status | undefined;
  readonly #shape: SVGPathElement;
  readonly #condition: SVGTextElement;
  readonly #count: SVGTextElement;
  /** What is read on the card before its condition: whoever speaks to a browser says what he reads. */
  readonly #shown: string;
  readonly #compact: boolean;
  #said = "";
  #label = "";

  constructor(
    readonly name: string,
    { card, compact, room }: CardStyle,
  ) {
    const { width, height } = card;
    const left = -width / 2;
    const middle = left + 21;
    this.#shape = svg("path", { transform: `translate(${middle - 8} -8)` });
    this.#condition = svg("text", { class: "condition", x: left + 38, y: 15 });
    this.#count = svg("text", { class: "count", x: width / 2 - 10, y: 15 });
    const shown = fitted(name, room, compact);
    this.#shown = shown === name ? name : `${name} ${shown}`;
    this.#compact = compact;
    this.element = svg(
      "g",
      {
        class: `card${compact ? " compact" : ""}`,
        role: "button",
        tabindex: -1,
        "data-name": name,
      },
      shown !== name && svg("title", {}, name),
      " ", // between words, for whoever reads the text of it all
      svg("rect", {
        class: "halo",
        x: left - 4,
        y: -height / 2 - 4,
        width: width + 8,
        height: height + 8,
        rx: compact ? 11 : 16,
      }),
      svg("rect", { class: "body", x: left, y: -height / 2, width, height, rx: compact ? 8 : 12 }),
      svg("circle", { class: "dot", cx: middle, cy: 0, r: compact ? 8 : 10.5 }),
      svg("circle", { class: "ring", cx: middle, cy: 0, r: compact ? 8 : 10.5 }),
      this.#shape,
      svg("text", { class: "name", x: left + 38, y: compact ? 4 : -3 }, shown),
      " ",
      !compact && this.#condition,
      " ",
      !compact && this.#count,
    );
  }

  /** Moves it; it glides there, unless it is new. */
  place({ x, y }: Point): void {
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Shows a manifold's condition. Returns whether its status has changed. */
  show(node: NodeView, now: number): boolean {
    const status = statusOf(node);
    const said = condition(node, now);
    if (said !== this.#said) {
      this.#said = said;
      this.#condition.textContent = said;
    }
    const count = node.starts > 1 ? `×${node.starts}` : "";
    this.#count.textContent = count;
    const below = this.#compact ? "" : ` ${said} ${count}`;
    const label = `${this.#shown}${below}, ${statusName(status)}`;
    if (label !== this.#label) {
      this.#label = label;
      this.element.setAttribute("aria-label", label);
    }
    if (status === this.status) return false;
    if (this.status !== undefined) this.element.classList.remove(`status-${this.status}`);
    this.element.classList.add(`status-${status}`);
    this.#shape.setAttribute("d", statusShapes[status]);
    this.status = status;
    return true;
  }
}
