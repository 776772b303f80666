// What is known of the process's connection to its controller, for those who look inside.
import type { ObservableAgent } from "@holdfast/agent-config";
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import type { Engine, ManifoldReport } from "@holdfast/dependency-engine";
import type { CallEnded, ConnectionFacts, Verdict } from "@holdfast/introspection";
import type { Clock } from "@holdfast/ports";

/** Gathers facts from the engines, the heartbeat and the configuration, as they come. */
export class ConnectionPanel implements Disposable {
  readonly #engines = new Map<string, Engine>();
  readonly #clock: Clock;
  readonly #forget: () => void;
  #strategy: string | undefined;
  #heartbeat: ConnectionFacts["heartbeat"];
  #password: string | undefined;
  #passwordSince: number | undefined;

  constructor(agent: ObservableAgent, clock: Clock) {
    this.#clock = clock;
    this.#password = currentPassword(agent);
    this.#forget = agent.subscribe(() => {
      const password = currentPassword(agent);
      if (password !== this.#password) this.#passwordSince = clock.now();
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

  /** Takes note of a call that has ended, in case it was the heartbeat. */
  callEnded({ facade, outcome, duration }: CallEnded): void {
    if (facade !== "Pinger" || outcome !== "ok") return;
    this.#heartbeat = { at: this.#clock.now(), roundTrip: duration };
  }

  facts(): ConnectionFacts {
    const caller = this.#caller();
    return {
      state: stateOf(caller?.report),
      ...(caller === undefined ? {} : { since: caller.report.since, ...leadsTo(caller.report) }),
      ...(this.#strategy === undefined ? {} : { strategy: this.#strategy }),
      ...(this.#heartbeat === undefined ? {} : { heartbeat: this.#heartbeat }),
      ...(this.#passwordSince === undefined ? {} : { passwordSince: this.#passwordSince }),
    };
  }

  /** Whether the agent is connected, and else why not. */
  ready(): Verdict {
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

function stateOf(report: ManifoldReport | undefined): ConnectionFacts["state"] {
  if (report?.state === "started") return "connected";
  return report?.state === "starting" || report?.["next-attempt"] !== undefined
    ? "connecting"
    : "down";
}

/** What the worker that is the connection says of itself, under the panel's names. */
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
