// One manifold, read: why it is as it is, whom it needs and serves, what happened to it.
import type { Explanation } from "@holdfast/dependency-engine";

import type { NodeView } from "../../src/view/node-view.js";
import { byId, glyph, html } from "../elements.js";
import type { Store } from "../store.js";
import { statusOf, statusShapes } from "../status.js";
import { clockTime, condition, happening, span } from "../descriptions.js";
import { Explainer } from "./explainer.js";

const historyLength = 40;

/** Shows the chosen manifold; gone where none is. */
export class NodePanel {
  readonly #store: Store;
  readonly #panel = byId("node");
  readonly #body = byId("node-body");
  readonly #explainer: Explainer;
  readonly #show: (name: string) => void;
  #drawn = "";

  /** @param show - brings another manifold into view */
  constructor(store: Store, show: (name: string) => void) {
    this.#store = store;
    this.#show = show;
    this.#explainer = new Explainer(store, () => this.draw());
    byId("node-close").addEventListener("click", () => store.choose(undefined));
  }

  /** Another one was chosen. */
  choice(): void {
    this.#explainer.forget();
    this.#panel.scrollTop = 0;
    this.draw();
  }

  /** Draws it anew, where it has changed. */
  draw(): void {
    const { node, now } = this.#store;
    document.body.classList.toggle("reading", node !== undefined);
    this.#panel.hidden = node === undefined;
    if (node === undefined) return;
    this.#explainer.ask(node);
    const said = condition(node, now);
    const key = JSON.stringify([
      this.#store.engine?.name,
      node,
      said,
      this.#explainer.latest?.text,
    ]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#body.replaceChildren(
      this.#heading(node, said),
      this.#inside(node),
      this.#why(node),
      this.#facts(node),
      this.#relatives("needs", node.inputs, node.optional),
      this.#relatives("is needed by", this.#dependentsOf(node.name), []),
      this.#errors(node),
      this.#history(node),
    );
  }

  #heading(node: NodeView, said: string): HTMLElement {
    const status = statusOf(node);
    return html(
      "header",
      { class: `status-${status}` },
      html("span", { class: "mark" }, glyph(statusShapes[status])),
      html(
        "div",
        {},
        html("h2", { id: "node-name", tabindex: -1 }, node.name),
        html("p", {}, said),
      ),
    );
  }

  /** A manifold may be an engine of its own: then it can be looked into. */
  #inside({ name }: NodeView): HTMLElement | "" {
    const { engines, engine } = this.#store;
    if (engine?.name === name || !engines.some((one) => one.name === name)) return "";
    const button = html("button", { type: "button", class: "inside" }, "look inside this engine");
    button.addEventListener("click", () => this.#store.chooseEngine(name));
    return button;
  }

  #why({ name }: NodeView): HTMLElement {
    const explanation = this.#explainer.latest;
    const text = explanation?.name === name ? explanation.text : "…";
    const chain =
      explanation?.name === name && explanation.chain.length > 2
        ? this.#chain(explanation)
        : undefined;
    return html(
      "section",
      { class: "why", "aria-live": "polite" },
      html("p", { id: "explain" }, text),
      chain,
    );
  }

  /** From the manifold to the root of it all, each a step. */
  #chain({ chain }: Explanation): HTMLElement {
    return html(
      "ol",
      { class: "chain" },
      ...chain.map(({ manifold, what, error }) =>
        html("li", { class: error === undefined ? "" : "wrong" }, this.#link(manifold), ` ${what}`),
      ),
    );
  }

  #timeOf(at: number): string {
    return clockTime(this.#store.dateOf(at));
  }

  #facts(node: NodeView): HTMLElement {
    const retry = node.retryAt === undefined ? undefined : this.#timeOf(node.retryAt);
    const facts: [string, string | undefined][] = [
      ["starts", String(node.starts)],
      ["failures", String(node.failures)],
      ["since", this.#timeOf(node.since)],
      ["next try", retry],
    ];
    return html(
      "dl",
      { class: "numbers" },
      ...facts.flatMap(([name, value]) =>
        value === undefined ? [] : [html("div", {}, html("dt", {}, name), html("dd", {}, value))],
      ),
    );
  }

  #relatives(
    title: string,
    names: readonly string[],
    optional: readonly string[],
  ): HTMLElement | "" {
    if (names.length + optional.length === 0) return "";
    return html(
      "section",
      {},
      html("h3", {}, title),
      html(
        "p",
        { class: "relatives" },
        ...names.map((name) => this.#link(name)),
        ...optional.map((name) => this.#link(name, true)),
      ),
    );
  }

  #link(name: string, optional = false): HTMLElement {
    const relative = this.#store.engine?.nodes.get(name);
    const title = optional ? "it can do without" : undefined;
    if (relative === undefined) {
      return html("span", { class: "link absent", title: "not installed" }, name);
    }
    const status = statusOf(relative);
    const button = html(
      "button",
      { type: "button", class: `link status-${status}${optional ? " optional" : ""}`, title },
      html("span", { class: "bead", "aria-hidden": "true" }),
      name,
    );
    button.addEventListener("click", () => this.#show(name));
    return button;
  }

  #dependentsOf(name: string): string[] {
    return [...(this.#store.engine?.nodes.values() ?? [])]
      .filter(({ inputs, optional }) => inputs.includes(name) || optional.includes(name))
      .map((node) => node.name);
  }

  #errors({ errors }: NodeView): HTMLElement | "" {
    if (errors.length === 0) return "";
    return html(
      "section",
      {},
      html("h3", {}, "last errors"),
      html(
        "ul",
        { class: "errors" },
        ...errors.map(({ at, code, message }) =>
          html(
            "li",
            {},
            html("time", {}, this.#timeOf(at)),
            code !== undefined && html("code", {}, code),
            html("span", {}, message),
          ),
        ),
      ),
    );
  }

  #history({ name }: NodeView): HTMLElement {
    const events = this.#store.historyOf(name, historyLength);
    const items = events.flatMap((event, index) => {
      const words = happening(event);
      if (words === undefined) return [];
      const before = events[index + 1];
      const gap = before === undefined ? undefined : event.at - before.at;
      return [
        html(
          "li",
          { class: event.kind === "ended" && event.outcome === "failed" ? "wrong" : "" },
          html(
            "time",
            { title: gap === undefined ? "" : `${span(gap)} after the one before` },
            this.#timeOf(event.at),
          ),
          html("span", {}, words),
        ),
      ];
    });
    return html(
      "section",
      {},
      html("h3", {}, "history"),
      items.length === 0
        ? html("p", { class: "quiet" }, "nothing yet")
        : html("ul", { class: "history" }, ...items),
    );
  }
}
