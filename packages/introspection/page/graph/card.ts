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
    this.element = svg(
      "g",
      {
        class: `card${compact ? " compact" : ""}`,
        role: "button",
        tabindex: -1,
        "data-name": name,
      },
      svg("title", {}, name),
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
      svg(
        "text",
        { class: "name", x: left + 38, y: compact ? 4 : -3 },
        fitted(name, room, compact),
      ),
      !compact && this.#condition,
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
    this.#count.textContent = node.starts > 1 ? `×${node.starts}` : "";
    const label = `${node.name}, ${statusName(status)}`;
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
