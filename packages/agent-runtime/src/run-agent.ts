// One agent, in whatever process it runs: its lock, its file, its engine, and all of it down again in the
// opposite order. What a process has once, the caller gives.
import { type FileAgent, lockAgent, openAgent } from "@holdfast/agent-config";
import { agentEndReason } from "@holdfast/agent-manifold";
import type { Connection, OpenFunc } from "@holdfast/api-open";
import type { Engine } from "@holdfast/dependency-engine";
import type { AgentView } from "@holdfast/introspection";
import { type Clock, type Logger, onAbort, silentLogger, systemClock } from "@holdfast/ports";

import { defaultStopTimeout } from "./agent-options.js";
import type { AgentProcessOptions, AgentProgram } from "./agent-program.js";
import { ConnectionStatus } from "./connection-status.js";
import { endsInTime } from "./ends-in-time.js";
import { supervise } from "./supervise.js";

/** What lies around an agent's engine, and is closed after it. */
export interface Surroundings extends AsyncDisposable {
  readonly view: AgentView;
  /** Opens connections at the pace of the process, where that has one. */
  readonly paced?: (open: OpenFunc) => OpenFunc;
  /** Certificates of the machine that are trusted as well. */
  readonly extraRoots: readonly string[];
  /** Follows an engine's connection for whoever started this process, until the returned function is called. */
  follow(engine: Engine): () => void;
  /** Told once the engine runs. */
  running(): void;
  /** Told once the agent is asked to stop. */
  stopping(): void;
}

/** What an agent is, once its file is open. */
export interface OpenParts {
  readonly agent: FileAgent;
  readonly connections: ConnectionStatus;
  /** Tells which step is being taken, for the message where it takes too long. */
  readonly enter: (step: string) => void;
}

/** What the caller of {@link runAgent} does with the parts of an agent. */
export interface RunAgentHooks {
  /** Makes what lies around the engine. */
  surround(parts: OpenParts): Promise<Surroundings>;
  /** Told of the agent's own engine, once it is made. */
  readonly made?: (engine: Engine) => void;
}

/**
 * Holds the agent's lock, runs the program's engine until `signal` is aborted or the engine ends, and stops
 * it. Fulfilled where it stopped as asked, or ended in a way that is no failure.
 */
export async function runAgent(
  program: AgentProgram,
  options: AgentProcessOptions,
  hooks: RunAgentHooks,
  signal: AbortSignal,
): Promise<void> {
  const { stopTimeout = defaultStopTimeout, clock = systemClock } = options;
  let step = "taking the agent's lock";
  const enter = (next: string): void => void (step = next);
  const parts = { program, options, hooks, enter };
  // The engine's own time is watched by `supervise`; this is for what lies around it, such as a
  // plugin that never finishes loading, or a disk that does not answer.
  await endsInTime(runOpened(parts, signal), {
    signal,
    timeout: stopTimeout + aroundMs,
    stopTimeout,
    clock,
    still: () => [step],
  });
}

/** How much longer than its engine the rest of an agent may take to end, in ms. */
export const aroundMs = 500;

interface RunParts {
  readonly program: AgentProgram;
  readonly options: AgentProcessOptions;
  readonly hooks: RunAgentHooks;
  readonly enter: (step: string) => void;
}

async function runOpened(parts: RunParts, signal: AbortSignal): Promise<void> {
  const { program, options, hooks, enter } = parts;
  const { dataDir, agent: tag, logger = silentLogger, clock = systemClock } = options;
  await using lock = await lockAgent({ dataDir, tag, name: program.name, logger });
  logger.debug("this process is the agent's only one", { lock: lock.path });
  enter("opening agent.conf");
  await using agent = await openAgent({ dataDir, tag, clock, logger });
  using connections = new ConnectionStatus(agent, clock);
  try {
    await using around = await hooks.surround({ agent, connections, enter });
    await runEngine({ ...parts, agent, connections, around, logger, clock }, signal);
  } finally {
    enter("closing agent.conf");
  }
  logger.info("stopped; everything the agent ran has ended");
}

async function runEngine(
  parts: RunParts & {
    readonly agent: FileAgent;
    readonly connections: ConnectionStatus;
    readonly around: Surroundings;
    readonly logger: Logger;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): Promise<void> {
  const { program, options, hooks, enter, agent, connections, around, logger, clock } = parts;
  const { view, extraRoots } = around;
  enter("loading plugins and workers");
  const own = options.pingPeriod === undefined ? {} : { pingPeriod: options.pingPeriod };
  const engine = await program.assemble(agent, {
    watch: (name, made) => {
      const forget = [
        view.add(name, made),
        connections.add(name, made),
        around.follow(made), // after the connections, which it looks at
      ];
      return () => forget.forEach((each) => each());
    },
    instrumentOpen: (open) => {
      const measured = view.measureOpen<Parameters<OpenFunc>, Connection>((info, dial, until) =>
        open(info, { ...dial, ...own, extraRoots, observer: view.observer }, until),
      );
      return around.paced?.(measured) ?? measured;
    },
    strategy: (name) => {
      connections.strategy = name;
    },
  });
  enter("the engine");
  hooks.made?.(engine);
  around.running();
  const { stopTimeout = defaultStopTimeout } = options;
  const forget = onAbort(signal, () => around.stopping());
  try {
    await supervise(engine, { signal, stopTimeout, clock });
  } catch (error) {
    if (program.policy.exit(error) !== "stopped") throw agentEndReason(error);
    logger.warn("the agent ended, and is not to be started again for now", { error });
  } finally {
    forget();
    enter("closing the live page");
  }
}

/** Reads an agent's file again, as SIGHUP asks for. */
export async function reloadAgent(agent: FileAgent, logger: Logger): Promise<void> {
  logger.info("reading agent.conf again");
  try {
    await agent.reload();
  } catch (error) {
    logger.error("cannot read agent.conf again; going on with what we have", { error });
  }
}
