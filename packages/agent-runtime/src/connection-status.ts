// The status of a process's connections to its controller, for the live page, /readyz and the commands.
import type { AgentConfig } from "@holdfast/agent-config";
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import { passwordMadeAt } from "@holdfast/connect/agent";
import type { Engine, EngineEvent, ManifoldReport } from "@holdfast/dependency-engine";
import type { ConnectionFacts, HealthStatus } from "@holdfast/introspection";
import { type Clock, errorFacts, wallNow } from "@holdfast/ports";

/** What is looked at of an agent. */
interface WatchedAgent {
  currentConfig(): Pick<AgentConfig, "apiInfo" | "value">;
}

/** An engine, and what its connection was last seen to do. */
interface Watched {
  readonly engine: Engine;
  readonly forget: () => void;
  connected: boolean;
  /** When it came up, or went down; a date, ms since the epoch. */
  since: number;
  why: string | undefined;
}

/** Gathers facts from the engines and the configuration, as they come. */
export class ConnectionStatus implements Disposable {
  readonly #clock: Clock;
  readonly #engines = new Map<string, Watched>();
  readonly #agent: WatchedAgent;
  #strategy: string | undefined;

  constructor(agent: WatchedAgent, clock: Clock) {
    this.#agent = agent;
    this.#clock = clock;
  }

  /** Looks at one more engine, until the returned function is called. */
  add(name: string, engine: Engine): () => void {
    const watched: Watched = {
      engine,
      forget: engine.subscribe((event) => this.#note(watched, event)),
      connected: false,
      since: wallNow(this.#clock),
      why: undefined,
    };
    this.#engines.set(name, watched);
    return () => {
      watched.forget();
      this.#engines.delete(name);
    };
  }

  /** Which connect strategy makes the connections. */
  set strategy(name: string) {
    this.#strategy = name;
  }

  /** Of one engine's connection; undefined where that engine has none. */
  facts(name: string): ConnectionFacts | undefined {
    const watched = this.#engines.get(name);
    const report = watched?.engine.report().manifolds[API_CALLER_NAME];
    if (watched === undefined || report === undefined) return undefined;
    const { connected, since, why } = watched;
    const passwordSince = passwordMadeAt(this.#agent.currentConfig());
    return {
      state: stateOf(report),
      since,
      ...(connected || why === undefined ? {} : { why }),
      ...leadsTo(report),
      ...(this.#strategy === undefined ? {} : { strategy: this.#strategy }),
      ...(passwordSince === undefined ? {} : { passwordSince }),
    };
  }

  /** The connections of all engines, by the engine's name. */
  all(): Readonly<Record<string, ConnectionFacts>> {
    const found = [...this.#engines.keys()].flatMap((name) => {
      const facts = this.facts(name);
      return facts === undefined ? [] : [[name, facts] as const];
    });
    return Object.fromEntries(found);
  }

  /** Whether the agent is connected, and else why not. */
  ready(): HealthStatus {
    const caller = this.#caller();
    if (caller === undefined) return { ok: false, why: "no connection is made yet" };
    if (caller.report.state === "started") return { ok: true };
    return { ok: false, why: caller.engine.explain(API_CALLER_NAME).text };
  }

  [Symbol.dispose](): void {
    for (const { forget } of this.#engines.values()) forget();
  }

  #note(watched: Watched, event: EngineEvent): void {
    if (!("manifold" in event) || event.manifold !== API_CALLER_NAME) return;
    if (event.kind === "started") {
      watched.connected = true;
      watched.since = wallNow(this.#clock);
      watched.why = undefined;
    } else if (event.kind === "ended") {
      if (watched.connected) watched.since = wallNow(this.#clock);
      watched.connected = false;
      if (event.error !== undefined) watched.why = errorFacts(event.error).message;
    }
  }

  /** The connection that is up, of several; else the one that would be. */
  #caller(): { readonly engine: Engine; readonly report: ManifoldReport } | undefined {
    const callers = [...this.#engines.values()].flatMap(({ engine }) => {
      const report = engine.report().manifolds[API_CALLER_NAME];
      return report === undefined ? [] : [{ engine, report }];
    });
    return callers.find(({ report }) => report.state === "started") ?? callers[0];
  }
}

function stateOf(report: ManifoldReport): ConnectionFacts["state"] {
  if (report.state === "started") return "connected";
  return report.state === "starting" || report["next-attempt"] !== undefined
    ? "connecting"
    : "down";
}

/** What the worker that is the connection says of itself, under the names of ConnectionFacts. */
function leadsTo({ report }: ManifoldReport): Partial<ConnectionFacts> {
  if (typeof report !== "object" || report === null) return {};
  const facts = new Map<string, unknown>(Object.entries(report));
  const names = {
    controller: "controller",
    address: "address",
    model: "model",
    agent: "auth-tag",
    serverVersion: "server-version",
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, key]) => {
      const value = facts.get(key);
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
