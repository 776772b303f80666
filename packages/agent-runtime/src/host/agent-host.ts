// Many agents in one process: an engine whose workers are agents. What a process has once (its service, page,
// metrics, certificates) they share; each has its own lock, file, socket, engine and connection, so that the
// end of one is nothing to another. What they cannot be kept from sharing is the thread and the memory.
import path from "node:path";

import { readCertificateDirectory } from "@holdfast/api-open";
import { SystemdService } from "@holdfast/command-line";
import { Engine, resourceName } from "@holdfast/dependency-engine";
import { startProcessIntrospection } from "@holdfast/introspection";
import { DisposalStack, type Clock, onAbort, silentLogger, systemClock } from "@holdfast/ports";

import { defaultStopTimeout } from "../agent-options.js";
import type { AgentProcessOptions } from "../agent-program.js";
import { AlreadyHostedError, StopOverdueError } from "../errors.js";
import type { AgentProcessName } from "../process-socket.js";
import { aroundMs } from "../run-agent.js";
import { supervise } from "../supervise.js";
import { startTelemetry } from "../telemetry/start-telemetry.js";
import { type HostedAgentState, isOver } from "./agent-state.js";
import { DialPace } from "./dial-pace.js";
import { HostedAgent, type HostParts, type MakeProgram } from "./hosted-agent.js";
import { HostStatus } from "./host-status.js";

/** What the process of an {@link AgentHost} is told, once for all of its agents. */
export interface AgentHostOptions extends Pick<
  AgentProcessOptions,
  "logger" | "clock" | "env" | "stopTimeout" | "introspect" | "metrics" | "onHangup"
> {
  readonly name: AgentProcessName;
  /** Of the program, for metrics. */
  readonly version?: string;
  /** Where the token of the live page is kept. */
  readonly dataDir: string;
}

/** What one agent of a host is told. */
export type HostedAgentOptions = Omit<
  AgentProcessOptions,
  "clock" | "env" | "stopTimeout" | "introspect" | "metrics" | "onHangup"
>;

/**
 * Runs many agents in one process, each as {@link runAgentProcess} would run it. One that fails is started
 * again, later each time; one that a start cannot help (a file that cannot be read, a controller that refuses
 * it for good) is given up until {@link reload}; one that ended as it should stays ended. The others hear of
 * none of it. A worker that blocks the thread, and a promise that nobody handles, are the process's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { AgentHost } from "@holdfast/agent-runtime";
 * import { createAgentEngine, machinePolicy } from "@holdfast/agent-manifold";
 *
 * const program = {
 *   name: "machine-agent",
 *   policy: machinePolicy,
 *   assemble: () => createAgentEngine({ policy: machinePolicy }),
 * } as const;
 * const host = await AgentHost.start({ name: "machine-agent", dataDir: "./data" });
 * host.add(() => program, { dataDir: "./data", agent: "machine-0" }); // which has no agent.conf
 * await assert.rejects(host.run(new AbortController().signal), { code: "ERR_AGENT_CONF_MISSING" });
 * assert.equal(host.agents.get("machine-0")?.kind, "given up");
 * await host[Symbol.asyncDispose]();
 * ```
 */
export class AgentHost implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #agents = new Map<string, HostedAgent>();
  readonly #overdue: string[] = [];
  readonly #clock: Clock;
  readonly #stopTimeout: number;
  readonly #service: SystemdService;
  readonly #parts: HostParts;
  readonly #owned: DisposalStack;
  #changed = (): void => undefined;

  /** Makes the process's own parts: nothing runs yet. */
  static async start(options: AgentHostOptions): Promise<AgentHost> {
    const { logger = silentLogger, clock = systemClock, env = {}, introspect, metrics } = options;
    const { name, version = "unknown", dataDir } = options;
    await using owned = new DisposalStack();
    const service = owned.use(SystemdService.start({ env, logger, clock }));
    const status = new HostStatus(service);
    const introspection = owned.use(
      await startProcessIntrospection({
        tokenFile: path.join(dataDir, `${name}.page.token`),
        sources: { title: `${name}s`, version, ready: () => status.ready() },
        logger,
        clock,
        ...(introspect === undefined ? {} : { tcp: introspect }),
        ...(metrics === undefined ? {} : { metrics }),
      }),
    );
    const sender = { name, version, instance: name };
    const sending = { env, service: sender, seen: introspection, logger, clock };
    owned.use(await startTelemetry(sending));
    const extraRoots = await readCertificateDirectory();
    const shared = { introspection, status, extraRoots, pace: new DialPace(clock), logger };
    return new AgentHost(options, service, shared, owned.move());
  }

  private constructor(
    options: AgentHostOptions,
    service: SystemdService,
    shared: Pick<HostParts, "introspection" | "status" | "extraRoots" | "pace" | "logger">,
    owned: DisposalStack,
  ) {
    const { clock = systemClock, stopTimeout = defaultStopTimeout, onHangup } = options;
    this.#clock = clock;
    this.#stopTimeout = stopTimeout;
    this.#service = service;
    this.#owned = owned;
    this.#engine = new Engine({ ...hostDelays, restart: [restWhereGivenUp], clock });
    owned.defer(shared.introspection.add("agents", this.#engine));
    const forget = onHangup?.(() => void service.reload(() => this.reload()));
    if (forget !== undefined) owned.defer(forget);
    this.#parts = {
      ...shared,
      changed: () => this.#changed(),
      overdue: (name, { still }) => this.#overdue.push(...still.map((one) => `${name}/${one}`)),
    };
  }

  /**
   * Adds an agent, and starts it.
   *
   * @param make - makes its program; the options have a logger that labels its lines with the agent's tag
   * @throws {AlreadyHostedError} where the host has one of that name
   */
  add(make: MakeProgram, options: HostedAgentOptions): void {
    if (this.#agents.has(options.agent)) throw new AlreadyHostedError(options.agent);
    const clocked = { ...options, clock: this.#clock, stopTimeout: this.#stopTimeout };
    const agent = new HostedAgent(make, clocked, this.#parts);
    this.#agents.set(agent.name, agent);
    this.#engine.install(resourceName(agent.name), agent.manifold);
  }

  /** Stops an agent and forgets it; fulfilled once it has ended. Harmless for one that there is not. */
  async remove(name: string): Promise<void> {
    if (!this.#agents.delete(name)) return;
    await this.#engine.remove(name);
    this.#changed();
  }

  /** How each agent is, by its tag. */
  get agents(): ReadonlyMap<string, HostedAgentState> {
    return new Map([...this.#agents].map(([name, { state }]) => [name, state]));
  }

  /** Reads every agent's file again, and gives those that were given up, or that wait, another chance. */
  async reload(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.reload()));
    for (const { name, state } of this.#agents.values()) {
      if (state.kind === "given up" || state.kind === "waiting") this.#engine.bounce(name);
    }
  }

  /**
   * Runs until `signal` is aborted, and then stops all at once; or until every agent has ended.
   *
   * @throws what the first agent was given up for, where all have ended and any was given up
   * @throws {StopOverdueError} naming every worker that did not stop in time, as `machine-0/worker`
   */
  async run(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const forget = onAbort(signal, () => {
      void this.#service.stopping();
      stop.abort();
    });
    this.#changed = () => {
      const states = [...this.#agents.values()].map(({ state }) => state);
      if (states.length > 0 && states.every(isOver)) stop.abort();
    };
    this.#changed();
    this.#service.ready(this.#parts.status.line);
    try {
      // Each agent keeps the time itself, so that it can say which of its workers did not.
      const stopTimeout = this.#stopTimeout + 2 * aroundMs;
      await supervise(this.#engine, { signal: stop.signal, stopTimeout, clock: this.#clock });
    } finally {
      forget();
      this.#changed = () => undefined;
    }
    if (this.#overdue.length > 0) throw new StopOverdueError(this.#stopTimeout, this.#overdue);
    if (signal.aborted) return;
    for (const { state } of this.#agents.values()) if (state.kind === "given up") throw state.error;
  }

  /** Stops whatever still runs, and gives back what the process has. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
    await this.#owned[Symbol.asyncDispose]();
  }
}

/** As a service manager has it: at once, and then ever more seldom. */
const hostDelays = {
  errorDelay: 1000,
  bounceDelay: 10,
  backoffFactor: 1.6,
  backoffResetTime: 60_000,
  maxDelay: 120_000,
};

const restWhereGivenUp = {
  when: "ERR_AGENT_GIVEN_UP",
  intensity: { failures: 0, within: 1, next: "degrade" },
} as const;
