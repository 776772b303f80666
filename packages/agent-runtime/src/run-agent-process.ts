// One agent's process, from the lock to the last file closed. What it runs is the caller's; this
// owns what lies around it, and takes it down in the opposite order.
import { certificateExpiry, type FileAgent, lockAgent, openAgent } from "@holdfast/agent-config";
import { agentEndReason, type ErrorPolicy } from "@holdfast/agent-manifold";
import { type OpenFunc, readCertificateDirectory } from "@holdfast/api-open";
import { SystemdService } from "@holdfast/command-line";
import type { Engine } from "@holdfast/dependency-engine";
import { startIntrospection } from "@holdfast/introspection";
import { type Clock, type Logger, onAbort, silentLogger, systemClock } from "@holdfast/ports";

import { ConnectionStatus } from "./connection-status.js";
import { type AgentChoice, defaultStopTimeout } from "./agent-options.js";
import { configHealth } from "./config-health.js";
import { ConnectionTold } from "./connection-told.js";
import { type AgentProcessName, introspectionSocket } from "./process-socket.js";
import { endsInTime } from "./ends-in-time.js";
import { supervise } from "./supervise.js";
import { startTelemetry } from "./telemetry/start-telemetry.js";

/** Which agent, as which process, and what the process gives it. */
export interface AgentProcessOptions extends AgentChoice {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** What systemd says to its services is in it, and OpenTelemetry's variables; nothing by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long workers may take to stop, in ms. */
  readonly stopTimeout?: number;
  /** How often the controller is pinged, in ms; 30,000. */
  readonly pingPeriod?: number;
  /** A loopback `HOST:PORT` for the live page; none by default. */
  readonly introspect?: string | undefined;
  /** A loopback `HOST:PORT` for `/metrics` alone; none by default. */
  readonly metrics?: string | undefined;
  /** Modules of workers to run, by a file's path or a package's name. */
  readonly workers?: readonly string[];
  /** Folders whose `node_modules` are looked in for packages, after what lies beside the agent. */
  readonly plugins?: readonly string[];
  /** Calls back whenever the configuration is to be read again; returns how to stop that. */
  readonly onHangup?: (listener: () => void) => () => void;
}

/** Shows an engine to those who look inside the process, until the returned function is called. */
export type WatchEngine = (name: string, engine: Engine) => () => void;

/** What a program is given for those who look inside the process. */
export interface ProcessView {
  /** To be told of each engine before anything is installed in it. */
  readonly watch: WatchEngine;
  /** `open` with metrics and live traffic of its connections, and trust in the machine's further CAs. */
  readonly instrumentOpen: (open: OpenFunc) => OpenFunc;
  /** The name of the connect strategy. */
  readonly strategy: (name: string) => void;
}

/** What a process runs, once the agent is open. */
export interface AgentProgram {
  readonly name: AgentProcessName;
  /** Of the program, for metrics. */
  readonly version?: string;
  readonly policy: ErrorPolicy;
  /** Makes the engine; it starts at once, and this process stops it. */
  assemble(agent: FileAgent, view: ProcessView): Engine | Promise<Engine>;
}

/**
 * Holds the agent's lock, runs the program's engine until `signal` is aborted or the engine ends,
 * and stops it. Fulfilled where it stopped as asked, or ended in a way that is no failure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { initAgent } from "@holdfast/agent-config";
 * import { assembleEngine, createAgentContainer, machinePolicy } from "@holdfast/agent-manifold";
 * import { runAgentProcess } from "@holdfast/agent-runtime";
 * import { installConnectPlugin, useConnectStrategy } from "@holdfast/connect/agent";
 * import scary from "@holdfast/connect-scary";
 * import { startController } from "@holdfast/controller";
 * import { modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = controller.addMachine({ id: "0" });
 * const { address, caCert } = controller;
 * const found = { password, nonce, model: modelTag(model), caCert, apiAddresses: [address] };
 * await initAgent({ dataDir: "./agent", tag: "machine-0", ...found });
 *
 * const stop = new AbortController();
 * let connected = false;
 * await runAgentProcess(
 *   {
 *     name: "machine-agent",
 *     policy: machinePolicy,
 *     async assemble(agent, view) {
 *       const container = createAgentContainer({ agent, policy: machinePolicy });
 *       await installConnectPlugin(container, scary);
 *       useConnectStrategy(container, "scary");
 *       return assembleEngine(container, (engine) => {
 *         view.watch("agent", engine);
 *         engine.subscribe((event) => {
 *           if (event.kind !== "started" || event.manifold !== "api-caller") return;
 *           connected = true;
 *           stop.abort(); // a real process waits for SIGTERM
 *         });
 *       });
 *     },
 *   },
 *   { dataDir: "./agent", agent: "machine-0" },
 *   stop.signal,
 * );
 * assert.ok(connected);
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export async function runAgentProcess(
  program: AgentProgram,
  options: AgentProcessOptions,
  signal: AbortSignal,
): Promise<void> {
  const { stopTimeout = defaultStopTimeout, clock = systemClock } = options;
  let step = "taking the agent's lock";
  const enter = (next: string): void => void (step = next);
  // The engine's own time is watched by `supervise`; this is for what lies around it, such as a
  // plugin that never finishes loading, or a disk that does not answer.
  await endsInTime(runProcess(program, options, enter, signal), {
    signal,
    timeout: stopTimeout + aroundMs,
    stopTimeout,
    clock,
    still: () => [step],
  });
}

/** How much longer than its engine the rest of a process may take to end, in ms. */
const aroundMs = 500;

async function runProcess(
  program: AgentProgram,
  options: AgentProcessOptions,
  enter: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, agent: tag, logger = silentLogger, clock = systemClock, env = {} } = options;
  await using lock = await lockAgent({ dataDir, tag, name: program.name, logger });
  logger.debug("this process is the agent's only one", { lock: lock.path });
  enter("opening agent.conf");
  await using agent = await openAgent({ dataDir, tag, clock, logger });
  using connections = new ConnectionStatus(agent, clock);
  using service = SystemdService.start({ env, logger, clock });
  const forget = options.onHangup?.(() => void service.reload(() => reload(agent, logger)));
  try {
    const parts = { agent, service, connections };
    await runEngine(program, parts, { ...options, logger, clock, enter }, signal);
  } finally {
    forget?.();
    enter("closing agent.conf");
  }
  logger.info("stopped; everything the agent ran has ended");
}

/** What lies around the engine. */
interface ProcessParts {
  readonly agent: FileAgent;
  readonly service: SystemdService;
  readonly connections: ConnectionStatus;
}

async function runEngine(
  program: AgentProgram,
  { agent, service, connections }: ProcessParts,
  options: AgentProcessOptions & {
    readonly logger: Logger;
    readonly clock: Clock;
    readonly enter: (step: string) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, agent: tag, logger, clock, introspect, metrics, enter, env = {} } = options;
  await using introspection = await startIntrospection({
    socketPath: introspectionSocket(dataDir, tag, program.name),
    sources: {
      title: tag,
      ...(program.version === undefined ? {} : { version: program.version }),
      certificates: () => ({ ca: certificateExpiry(agent.currentConfig().caCert) }),
      connection: (engine) => connections.facts(engine),
      ready: () => connections.ready(),
      sections: { config: () => configHealth(agent) },
    },
    logger,
    clock,
    ...(introspect === undefined ? {} : { tcp: introspect }),
    ...(metrics === undefined ? {} : { metrics }),
  });
  enter("setting up OpenTelemetry");
  const { version = "unknown" } = program;
  const sender = { name: program.name, version, instance: tag };
  await using telemetry = await startTelemetry({
    env,
    service: sender,
    seen: introspection,
    logger,
    clock,
  });
  if (telemetry.sends.length > 0) logger.debug("OpenTelemetry is sent", { what: telemetry.sends });
  enter("loading plugins and workers");
  const told = new ConnectionTold(service, () => connections.all());
  const extraRoots = await readCertificateDirectory();
  const own = options.pingPeriod === undefined ? {} : { pingPeriod: options.pingPeriod };
  const engine = await program.assemble(agent, {
    watch: (name, made) => {
      const forget = [
        introspection.add(name, made),
        connections.add(name, made),
        told.follow(made), // after the connections, which it looks at
      ];
      return () => forget.forEach((each) => each());
    },
    instrumentOpen: (open) =>
      introspection.measureOpen((info, dial, until) =>
        open(info, { ...dial, ...own, extraRoots, observer: introspection.observer }, until),
      ),
    strategy: (name) => {
      connections.strategy = name;
    },
  });
  enter("the engine");
  told.running();
  const { stopTimeout = defaultStopTimeout } = options;
  const forget = onAbort(signal, () => void service.stopping());
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

async function reload(agent: FileAgent, logger: Logger): Promise<void> {
  logger.info("reading agent.conf again");
  try {
    await agent.reload();
  } catch (error) {
    logger.error("cannot read agent.conf again; going on with what we have", { error });
  }
}
