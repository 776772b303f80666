import type { FileAgent, ObservableAgent } from "@holdfast/agent-config";
import {
  assembleEngine,
  createAgentContainer,
  machinePolicy,
  MANIFOLD,
} from "@holdfast/agent-manifold";
import {
  LogBuffer,
  rejectUntrustedOnFirstContact,
  upgradeCommand,
} from "@holdfast/agent-manifold/building-blocks";
import {
  type AgentProcessOptions,
  type AgentProgram,
  type LoadedParts,
  type ProcessView,
  loadWorkers,
  runAgentProcess,
  userManifolds,
  workersChoice,
} from "@holdfast/agent-runtime";
import {
  API_OPEN,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  type ConnectPolicy,
  defaultConnectPolicy,
  RANDOM,
} from "@holdfast/connect";
import {
  connectChoice,
  type DependencyContainer,
  installConnectPlugin,
  useConnectStrategy,
} from "@holdfast/connect/agent";
import { apiOpen, type OpenFunc } from "@holdfast/api-open";
import type { Engine } from "@holdfast/dependency-engine";
import { silentLogger, systemClock, teeLogger } from "@holdfast/ports";

import { version } from "./version.js";
import { builtInStrategies, strategyNamed } from "./built-in-strategies.js";
import { defaultStrategy, housingOf, manifoldsOf } from "./manifolds.js";

/** What `machine-agent run` is told. */
export interface MachineAgentOptions extends AgentProcessOptions {
  /** The connect strategy: a short name, a package, a module's path. `scary` by default. */
  readonly connect?: string | undefined;
  /**
   * How long to ask a controller that refuses an agent which it is not known to have admitted, in ms; the
   * first refusal is final with 0. By default as `defaultConnectPolicy` has it.
   */
  readonly firstLoginWait?: number | undefined;
  /**
   * A program to run, with the old and the new version number, where the controller wants its agents of
   * another version; also `upgrade-command` among the values of agent.conf. None by default.
   */
  readonly upgradeCommand?: string | undefined;
}

/**
 * Runs a machine's agent until `signal` is aborted: fulfilled once everything has stopped. Rejects
 * where the agent cannot start, or must not go on (see `machinePolicy`).
 */
export function runMachineAgent(options: MachineAgentOptions, signal: AbortSignal): Promise<void> {
  return runAgentProcess(machineProgram(options), options, signal);
}

/** What such a process runs. */
export function machineProgram(options: MachineAgentOptions): AgentProgram {
  return {
    name: "machine-agent",
    version,
    policy: machinePolicy,
    assemble: (agent, view) => assemble(agent, options, view),
  };
}

async function assemble(
  agent: FileAgent,
  options: MachineAgentOptions,
  view: ProcessView,
): Promise<Engine> {
  const { container, plugin } = await prepare(agent, options, view.instrumentOpen(apiOpen));
  view.strategy(plugin);
  return assembleEngine(container, (engine) => view.watch("agent", engine));
}

/** What `run` would run, for `check`. */
export async function loadParts(
  agent: ObservableAgent,
  options: MachineAgentOptions,
): Promise<LoadedParts> {
  const { container, plugin } = await prepare(agent, options, apiOpen);
  return {
    manifolds: container.resolveAll(MANIFOLD),
    login: Object.hasOwn(builtInStrategies, plugin)
      ? { kind: "passwords" }
      : { kind: "own", by: plugin },
  };
}

/** Loads the plugin and the workers, and puts all that the agent runs into a container. */
async function prepare(
  agent: ObservableAgent,
  options: MachineAgentOptions,
  dial: OpenFunc,
): Promise<{ readonly container: DependencyContainer; readonly plugin: string }> {
  const { clock = systemClock, agent: tag } = options;
  const logBuffer = new LogBuffer({ module: "holdfast.machine-agent", clock });
  const logger = teeLogger(options.logger ?? silentLogger, logBuffer);
  const container = createAgentContainer({
    agent,
    policy: machinePolicy,
    apiOpen: dial,
    logger,
    clock,
  });
  if (options.firstLoginWait !== undefined) {
    container.register(CONNECT_POLICY, { useValue: withFirstLogin(options.firstLoginWait) });
  }
  const { name = defaultStrategy(tag), options: pluginOptions } = connectChoice(
    agent.currentConfig(),
    options.connect,
  );
  const plugin = await strategyNamed(name, options.plugins);
  await installConnectPlugin(container, plugin, pluginOptions);
  useConnectStrategy(container, plugin.name);
  const strategy = rejectUntrustedOnFirstContact(container.resolve(CONNECT_STRATEGY));
  container.register(CONNECT_STRATEGY, { useValue: strategy });
  const own = { beside: import.meta.url, folders: options.plugins };
  const config = agent.currentConfig();
  const modules = await loadWorkers(workersChoice(config, options.workers), own, config);
  const upgradeFile = options.upgradeCommand ?? agent.currentConfig().value("upgrade-command");
  for (const each of [
    ...manifoldsOf({
      tag,
      logger,
      logBuffer,
      clock,
      apiOpen: container.resolve(API_OPEN),
      random: container.resolve(RANDOM),
      upgradeCommand: upgradeFile === undefined ? undefined : upgradeCommand(upgradeFile),
    }),
    ...userManifolds(modules, { tag, model: undefined, logger, clock }, housingOf(tag)),
  ]) {
    container.register(MANIFOLD, { useValue: each });
  }
  return { container, plugin: plugin.name };
}

function withFirstLogin(duration: number): ConnectPolicy {
  const { patience } = defaultConnectPolicy;
  return {
    ...defaultConnectPolicy,
    patience: { ...patience, firstLogin: { attempts: 1, duration } },
  };
}
