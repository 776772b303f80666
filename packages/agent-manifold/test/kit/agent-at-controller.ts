// An agent's engine, on virtual time, with a connection to a controller that answers as the test says.
import type { ApiCaller } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type Engine, resourceName } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";

import { agentManifold, createAgentEngine, machinePolicy, manifold } from "../../src/index.js";
import { FakeConnection } from "./fake-connection.js";
import { notebook } from "./notebook.js";

export const AGENT = resourceName<MemoryAgent>("agent");
export const CALLER = resourceName<ApiCaller>("api-caller");

type Request = Parameters<ApiCaller["call"]>[0];
type Answers = Record<string, (request: Request) => unknown>;

export interface AgentAtControllerOptions {
  /** What the controller announces. */
  readonly facades: Readonly<Record<string, readonly number[]>>;
  /** By `Facade.Method`. What is not there is answered with `{}`. */
  readonly answers: Answers;
  readonly agent?: MemoryAgent;
  readonly serverVersion?: string;
  readonly connectStream?: ApiCaller["connectStream"];
}

export class AgentAtController implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly log = notebook();
  readonly agent: MemoryAgent;
  readonly engine: Engine;
  readonly answers: Answers;
  /** Every request but those of watchers. */
  readonly requests: Request[] = [];
  readonly connections: FakeConnection[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(options: AgentAtControllerOptions) {
    const { facades, answers, agent = new MemoryAgent(), serverVersion, connectStream } = options;
    this.agent = agent;
    this.answers = answers;
    const policy = machinePolicy;
    this.engine = createAgentEngine({
      policy,
      clock: this.clock,
      random: () => 0.5,
      logger: this.log.logger,
    });
    this.engine.install(AGENT, agentManifold(agent));
    const known = new Map(Object.entries({ NotifyWatcher: [1], StringsWatcher: [1], ...facades }));
    const call = (request: Request): Promise<unknown> => this.#answer(request);
    const newConnection = async (): Promise<FakeConnection> => {
      const connection = Object.assign(new FakeConnection(), { call });
      Object.defineProperty(connection, "facades", { value: known });
      if (serverVersion !== undefined) Object.assign(connection, { serverVersion });
      if (connectStream !== undefined) Object.assign(connection, { connectStream });
      this.connections.push(connection);
      return connection;
    };
    const apiOpen = (): Promise<never> => Promise.reject(new Error("nobody dials here"));
    this.engine.install(CALLER, manifold({ agentName: AGENT, apiOpen, newConnection }));
  }

  /** Every watcher that waits is told of a change. */
  async change(): Promise<void> {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    await this.clock.advance(100);
  }

  /** What was asked, as `Facade(version).Method`. */
  get asked(): string[] {
    return this.requests.map(({ facade, version, method }) => `${facade}(${version}).${method}`);
  }

  /** The parameters of the last request of a method. */
  paramsOf(method: string): unknown {
    return this.requests.findLast((request) => request.method === method)?.params;
  }

  async #answer(request: Request): Promise<unknown> {
    const { facade, method, signal } = request;
    if (method === "Stop") return {};
    const { promise, reject } = Promise.withResolvers<never>();
    const abandon = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", abandon, { once: true });
    try {
      const answer = this.answers[`${facade}.${method}`];
      if (method === "Next" && answer === undefined) {
        await Promise.race([this.#changed.promise, promise]);
        return {};
      }
      if (method !== "Next") this.requests.push(request);
      return await Promise.race([Promise.resolve(answer?.(request) ?? {}), promise]);
    } finally {
      signal?.removeEventListener("abort", abandon);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.engine.kill();
    await this.engine.wait().catch(() => undefined);
  }
}
