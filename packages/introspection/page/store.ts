// Everything the page knows: how each engine looks, what happened, what is chosen. Whoever draws
// listens, and is told which kind of thing changed.
import type { ConnectionFacts } from "../src/sources.js";
import type { LiveView } from "../src/routes/live-route.js";
import { EngineView } from "../src/view/engine-view.js";
import type { NodeView } from "../src/view/node-view.js";
import type { SeenEvent } from "../src/view/seen-event.js";

/** What changed: the set of manifolds, their condition, the choice, the connection, the link to us. */
export type Change = "shape" | "state" | "choice" | "connection" | "link";

/** Whether we hear from the agent. */
export type Link = "opening" | "live" | "lost";

/** How much of the past is kept for histories and the timeline. */
const keptEvents = 20_000;

/** The page's knowledge. */
export class Store {
  title = "agent";
  link: Link = "opening";
  connections: Readonly<Record<string, ConnectionFacts>> = {};
  engines: EngineView[] = [];
  /** The engine that is drawn. */
  engine: EngineView | undefined;
  /** The manifold that is read about. */
  chosen: string | undefined;
  events: SeenEvent[] = [];
  /** What the agent's clock is ahead of the page's, and the date of the agent's clock; in ms. */
  #skew = 0;
  #dateSkew = 0;
  #boot: string | undefined;
  #lastOfView = 0;
  readonly #listeners = new Set<(change: Change) => void>();

  /** When we last knew of the agent, by its clock; undefined while we hear from it. */
  lostAt: number | undefined;

  /** The agent's clock, in ms: what durations are measured by. It stands while the agent is gone. */
  get now(): number {
    return this.lostAt ?? performance.now() + this.#skew;
  }

  /** The date of a moment of the agent's clock, in ms since the epoch: for times of day. */
  dateOf(at: number): number {
    return at + this.#dateSkew;
  }

  /** The connection of the engine that is drawn. */
  get connection(): ConnectionFacts | undefined {
    return this.connections[this.engine?.name ?? ""];
  }

  /** The manifold that is read about, as it is. */
  get node(): NodeView | undefined {
    return this.chosen === undefined ? undefined : this.engine?.nodes.get(this.chosen);
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Starts over with how everything looks now; the events after `view.after` follow. */
  show(view: LiveView): void {
    const drawn = this.engine?.name;
    this.#skew = view.now - performance.now();
    this.#dateSkew = view.wallNow - view.now;
    this.events = view.boot === this.#boot ? this.events.filter(({ id }) => id <= view.after) : [];
    this.#boot = view.boot;
    this.#lastOfView = view.lastEventId;
    this.title = view.title;
    this.connections = view.connections;
    this.engines = view.engines.map((engine) => new EngineView(engine));
    this.engine = this.engines.find(({ name }) => name === drawn) ?? this.engines[0];
    for (const change of ["shape", "state", "connection", "choice"] as const) this.tell(change);
  }

  /** Takes in one event; those that the view already holds count for the past alone. */
  take(event: SeenEvent): void {
    this.events.push(event);
    if (this.events.length > keptEvents) this.events.splice(0, keptEvents / 2);
    if (event.id > this.#lastOfView) {
      const engine = this.#engineOf(event);
      const before = engine.nodes.size;
      engine.apply(event);
      const shaped =
        engine.nodes.size !== before || event.kind === "replaced" || event.kind === "installed";
      if (shaped) this.tell("shape");
    }
    this.tell("state");
  }

  setConnections(connections: Store["connections"]): void {
    this.connections = connections;
    this.tell("connection");
  }

  setLink(link: Link): void {
    if (this.link === link) return;
    this.lostAt = link === "lost" ? this.now : undefined;
    this.link = link;
    this.tell("link");
  }

  /** Draws another engine. */
  chooseEngine(name: string): void {
    const engine = this.engines.find((one) => one.name === name);
    if (engine === undefined || engine === this.engine) return;
    this.engine = engine;
    this.chosen = undefined;
    for (const change of ["shape", "choice", "connection"] as const) this.tell(change);
  }

  /** Reads about a manifold, or about none. */
  choose(name: string | undefined): void {
    if (name === this.chosen) return;
    this.chosen = name;
    this.tell("choice");
  }

  /** What happened to one manifold of the drawn engine, latest first. */
  historyOf(name: string, limit: number): SeenEvent[] {
    const found: SeenEvent[] = [];
    for (let index = this.events.length - 1; index >= 0 && found.length < limit; index--) {
      const event = this.events[index];
      if (event === undefined || event.engine !== this.engine?.name) continue;
      if ("manifold" in event && event.manifold === name) found.push(event);
    }
    return found;
  }

  #engineOf(event: SeenEvent): EngineView {
    const known = this.engines.find(({ name }) => name === event.engine);
    if (known !== undefined) return known;
    const engine = new EngineView({ name: event.engine, state: "started", nodes: [], waves: [] });
    this.engines.push(engine);
    this.engine ??= engine;
    return engine;
  }
}
