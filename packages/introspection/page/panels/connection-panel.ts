// The connection to the controller: who, where, as whom, how well.
import type { ConnectionFacts } from "../../src/sources.js";
import { byId, html, svg } from "../elements.js";
import type { Store } from "../store.js";
import { calmSpan, clockTime, span } from "../descriptions.js";

const keptBeats = 40;

/** Shows the connection, and its last heartbeats as a line. */
export class ConnectionPanel {
  readonly #store: Store;
  readonly #panel = byId("connection");
  #beats: { readonly at: number; readonly roundTrip: number }[] = [];
  #engine: string | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Draws it anew. */
  draw(): void {
    const facts = this.#store.connection;
    this.#panel.hidden = facts === undefined;
    if (facts === undefined) return;
    if (this.#store.engine?.name !== this.#engine) this.#beats = [];
    this.#engine = this.#store.engine?.name;
    this.#listen(facts);
    // These facts have dates: the password's outlives the process.
    const now = this.#store.dateOf(this.#store.now);
    const age = facts.since === undefined ? "" : ` for ${calmSpan(now - facts.since)}`;
    const gone = this.#store.lostAt !== undefined;
    const pill = gone
      ? { class: "pill is-gone", text: `was ${facts.state} at ${clockTime(now)}` }
      : { class: `pill is-${facts.state}`, text: `${facts.state}${age}` };
    this.#panel.replaceChildren(
      html("h2", {}, "Connection", html("span", { class: pill.class }, pill.text)),
      html(
        "dl",
        {},
        ...row("controller", facts.controller),
        ...row("address", facts.address),
        ...row("model", facts.model),
        ...row("agent", facts.agent),
        ...row("strategy", facts.strategy),
        ...row("server", facts.serverVersion),
        ...row(
          "password",
          facts.passwordSince === undefined
            ? undefined
            : `set ${calmSpan(now - facts.passwordSince)} ago`,
        ),
      ),
      gone
        ? html("p", { class: "heart quiet" }, "the agent does not answer")
        : this.#heart(facts, now),
    );
  }

  #listen({ heartbeat }: ConnectionFacts): void {
    if (heartbeat === undefined || heartbeat.at === this.#beats.at(-1)?.at) return;
    this.#beats.push(heartbeat);
    if (this.#beats.length > keptBeats) this.#beats.shift();
  }

  #heart({ heartbeat, state }: ConnectionFacts, now: number): HTMLElement {
    if (heartbeat === undefined) return html("p", { class: "heart quiet" }, "no heartbeat yet");
    const past = now - heartbeat.at;
    const ago = past < 1500 ? "just now" : `${calmSpan(past)} ago`;
    return html(
      "div",
      { class: `heart is-${state}` },
      html("span", { class: "pulse-dot", "aria-hidden": "true" }),
      html("span", {}, `heartbeat ${span(heartbeat.roundTrip)}, ${ago}`),
      spark(this.#beats.map(({ roundTrip }) => roundTrip)),
    );
  }
}

function row(name: string, value: string | undefined): HTMLElement[] {
  if (value === undefined || value === "") return [];
  // The name says the kind already, and a whole UUID is worth more.
  const shown = value.startsWith(`${name}-`) ? value.slice(name.length + 1) : value;
  const long = shown.length > 30 ? "long" : "";
  return [html("dt", {}, name), html("dd", { title: value, class: long }, shown)];
}

/** A line through a few numbers, the latest at the right. */
function spark(values: readonly number[]): SVGSVGElement {
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = 100 - (values.length - 1 - index) * (100 / (keptBeats - 1));
    return `${x.toFixed(1)} ${(21 - (value / most) * 18).toFixed(1)}`;
  });
  return svg(
    "svg",
    { class: "spark", viewBox: "0 0 100 24", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { d: points.length === 0 ? "" : `M${points.join("L")}` }),
  );
}
