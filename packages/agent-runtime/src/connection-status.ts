// The status of a process's connections to its controller, for the live page, /readyz and the commands.
import type { ObservableAgent } from "@holdfast/agent-config";
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import type { Engine, ManifoldReport } from "@holdfast/dependency-engine";
import type { ConnectionFacts, HealthStatus } from "@holdfast/introspection";
import { type Clock, wallNow } from "@holdfast/ports";

/** Gathers facts from the engines and the configuration, as they come. */
export class ConnectionStatus implements Disposable {
  readonly #engines = new Map<string, Engine>();
  readonly #forget: () => void;
  #strategy: string | undefined;
  #password: string | undefined;
  #passwordSince: number | undefined;

  constructor(agent: ObservableAgent, clock: Clock) {
    this.#password = currentPassword(agent);
    this.#forget = agent.subscribe(() => {
      const password = currentPassword(agent);
      if (password !== this.#password) this.#passwordSince = wallNow(clock);
      this.#password = password;
    });
  }

  /** Looks at one more engine, until the returned function is called. */
  add(name: string, engine: Engine): () => void {
    this.#engines.set(name, engine);
    return () => this.#engines.delete(name);
  }

  /** Which connect strategy makes the connections. */
  set strategy(name: string) {
    this.#strategy = name;
  }

  /** Of one engine's connection; undefined where that engine has none. */
  facts(name: string): ConnectionFacts | undefined {
    const report = this.#engines.get(name)?.report().manifolds[API_CALLER_NAME];
    if (report === undefined) return undefined;
    return {
      state: stateOf(report),
      since: report.since,
      ...leadsTo(report),
      ...(this.#strategy === undefined ? {} : { strategy: this.#strategy }),
      ...(this.#passwordSince === undefined ? {} : { passwordSince: this.#passwordSince }),
    };
  }

  /** Whether the agent is connected, and else why not. */
  ready(): HealthStatus {
    const caller = this.#caller();
    if (caller === undefined) return { ok: false, why: "no connection is made yet" };
    if (caller.report.state === "started") return { ok: true };
    return { ok: false, why: caller.engine.explain(API_CALLER_NAME).text };
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  /** The connection that is up, of several; else the one that would be. */
  #caller(): { readonly engine: Engine; readonly report: ManifoldReport } | undefined {
    const callers = [...this.#engines.values()].flatMap((engine) => {
      const report = engine.report().manifolds[API_CALLER_NAME];
      return report === undefined ? [] : [{ engine, report }];
    });
    return callers.find(({ report }) => report.state === "started") ?? callers[0];
  }
}

function currentPassword(agent: ObservableAgent): string | undefined {
  return agent.currentConfig().apiInfo()?.password;
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
