// One agent of a host, as a worker of the host's engine: it ends as its process would, and the engine
// starts it again as a service manager would.
import type { FileAgent } from "@holdfast/agent-config";
import { EXIT, exitCodeFor } from "@holdfast/command-line";
import { type Manifold, runWorker } from "@holdfast/dependency-engine";
import type { ProcessIntrospection } from "@holdfast/introspection";
import { labelledLogger, type Logger } from "@holdfast/ports";

import { agentExits } from "../agent-exits.js";
import type { AgentProcessOptions, AgentProgram } from "../agent-program.js";
import { agentSources } from "../agent-sources.js";
import { GivenUpError, StopOverdueError } from "../errors.js";
import { introspectionSocket } from "../process-socket.js";
import { type OpenParts, reloadAgent, runAgent, type Surroundings } from "../run-agent.js";
import type { HostedAgentState } from "./agent-state.js";
import type { DialPace } from "./dial-pace.js";
import type { HostStatus } from "./host-status.js";

/** What a host shares with its agents. */
export interface HostParts {
  readonly introspection: ProcessIntrospection;
  readonly status: HostStatus;
  readonly extraRoots: readonly string[];
  readonly pace: DialPace;
  readonly logger: Logger;
  /** Told of each agent that did not stop in time. */
  readonly overdue: (name: string, error: StopOverdueError) => void;
  /** Told whenever an agent's state has changed. */
  readonly changed: () => void;
}

/** Makes the program of one agent of a host, whose logger tells its lines apart. */
export type MakeProgram = (options: AgentProcessOptions) => AgentProgram;

/** One agent of a host, over all of its starts. */
export class HostedAgent {
  readonly name: string;
  readonly #program: AgentProgram;
  readonly #options: AgentProcessOptions;
  readonly #host: HostParts;
  readonly #logger: Logger;
  #state: HostedAgentState = { kind: "running" };
  #open: FileAgent | undefined;

  constructor(make: MakeProgram, options: AgentProcessOptions, host: HostParts) {
    this.name = options.agent;
    this.#logger = labelledLogger(options.logger ?? host.logger, { agent: options.agent });
    this.#options = { ...options, logger: this.#logger };
    this.#program = make(this.#options);
    this.#host = host;
  }

  get state(): HostedAgentState {
    return this.#state;
  }

  /** The manifold whose worker is this agent. */
  get manifold(): Manifold {
    return {
      inputs: [],
      start: () => ({
        ...runWorker((signal) => this.#run(signal)),
        report: () => ({ state: this.#state.kind }),
      }),
    };
  }

  /** Reads its file again, where it is open. */
  async reload(): Promise<void> {
    if (this.#open !== undefined) await reloadAgent(this.#open, this.#logger);
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#become({ kind: "running" });
    try {
      const hooks = { surround: (parts: OpenParts) => this.#surround(parts) };
      await runAgent(this.#program, this.#options, hooks, signal);
      this.#become({ kind: "ended" });
    } catch (error) {
      if (signal.aborted) this.#become({ kind: "ended" });
      if (error instanceof StopOverdueError) this.#host.overdue(this.name, error);
      if (signal.aborted) throw error;
      throw this.#failed(error);
    }
  }

  /** What the engine is told of a failure: whether it is of use to start the agent again. */
  #failed(error: unknown): unknown {
    if (exitCodeFor(error, agentExits) === EXIT.failed) {
      this.#logger.error("the agent failed, and is started again; the others run on", { error });
      this.#become({ kind: "waiting", error });
      return error;
    }
    this.#logger.error("the agent is given up until SIGHUP; the others run on", { error });
    this.#become({ kind: "given up", error });
    return new GivenUpError(this.name, { cause: error });
  }

  #become(state: HostedAgentState): void {
    this.#state = state;
    this.#host.changed();
  }

  async #surround({ agent, connections }: OpenParts): Promise<Surroundings> {
    const { dataDir, agent: tag } = this.#options;
    const { introspection, status, extraRoots, pace } = this.#host;
    const program = this.#program;
    const view = await introspection.addAgent({
      name: this.name,
      socketPath: introspectionSocket(dataDir, tag, program.name),
      sources: agentSources({ program, tag, agent, connections }),
      logger: this.#logger,
    });
    this.#open = agent;
    return {
      view,
      extraRoots,
      paced: (open) => pace.paced(open),
      follow: (engine) => status.follow(engine),
      running: () => undefined,
      stopping: () => undefined,
      [Symbol.asyncDispose]: () => {
        this.#open = undefined;
        return view[Symbol.asyncDispose]();
      },
    };
  }
}
