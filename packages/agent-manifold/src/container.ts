// An agent, assembled from tokens. The container only chooses: which connect strategy, which clock,
// which manifolds. What it chose is started, stopped and restarted by the engine alone.
import type { ObservableAgent } from "@holdfast/agent-config";
import { apiOpen, type OpenFunc } from "@holdfast/api-open";
import {
  AGENT,
  API_OPEN,
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  defaultConnectPolicy,
  LOGGER,
  RANDOM,
} from "@holdfast/connect";
import {
  createContainer,
  type DependencyContainer,
  type InjectionToken,
  instanceCachingFactory,
  token,
} from "@holdfast/connect/agent";
import type { Engine } from "@holdfast/dependency-engine";
import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";

import { agentManifold } from "./workers/agent-manifold.js";
import { manifold } from "./connection/api-caller.js";
import { apiConfigWatcherManifold } from "./workers/api-config-watcher.js";
import { agentEngineDelays, createAgentEngine, type EngineDelays } from "./agent-engine.js";
import type { ErrorPolicy } from "./agent-end/error-policy.js";
import { AGENT_NAME, API_CALLER_NAME, API_CONFIG_WATCHER_NAME } from "./manifold-names.js";
import { named, type NamedManifold } from "./named-manifold.js";
import { withLoginLogging } from "./connection/login-logging.js";

/** What errors mean to this agent. */
export const ERROR_POLICY: InjectionToken<ErrorPolicy> = token(
  "@holdfast/agent-manifold:ErrorPolicy",
);
/** One manifold of this agent; register as many as it has. */
export const MANIFOLD: InjectionToken<NamedManifold> = token("@holdfast/agent-manifold:Manifold");
/** The engine, empty; {@link assembleEngine} fills it. Made when first asked for. */
export const ENGINE: InjectionToken<Engine> = token("@holdfast/agent-manifold:Engine");
/** Delays and backoff of the engine; {@link agentEngineDelays} unless registered. */
export const ENGINE_DELAYS: InjectionToken<EngineDelays> = token(
  "@holdfast/agent-manifold:EngineDelays",
);

/** What {@link createAgentContainer} needs to be told. */
export interface AgentContainerOptions {
  readonly agent: ObservableAgent;
  readonly policy: ErrorPolicy;
  readonly apiOpen?: OpenFunc;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
}

/**
 * A container with all that every agent has: `agent`, `api-config-watcher` and `api-caller`. Register
 * a {@link CONNECT_STRATEGY} (or a plugin that does), and more {@link MANIFOLD}s; then
 * {@link assembleEngine}.
 */
export function createAgentContainer(options: AgentContainerOptions): DependencyContainer {
  const { agent, policy, clock = systemClock, random = Math.random } = options;
  const { logger = silentLogger } = options;
  const container = createContainer();
  container.register(AGENT, { useValue: agent });
  container.register(ERROR_POLICY, { useValue: policy });
  container.register(API_OPEN, {
    useValue: withLoginLogging(options.apiOpen ?? apiOpen, agent, logger),
  });
  container.register(CLOCK, { useValue: clock });
  container.register(RANDOM, { useValue: random });
  container.register(LOGGER, { useValue: logger });
  container.register(CONNECT_POLICY, { useValue: defaultConnectPolicy });
  container.register(ENGINE_DELAYS, { useValue: agentEngineDelays });
  container.register(MANIFOLD, { useValue: named(AGENT_NAME, agentManifold(agent)) });
  container.register(MANIFOLD, {
    useValue: named(API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold({ agentName: AGENT_NAME })),
  });
  container.register(MANIFOLD, { useFactory: apiCaller });
  container.register(ENGINE, { useFactory: instanceCachingFactory(engine) });
  return container;
}

function apiCaller(container: DependencyContainer): NamedManifold {
  const strategy = container.resolve(CONNECT_STRATEGY);
  const made = manifold({
    agentName: AGENT_NAME,
    apiConfigWatcherName: API_CONFIG_WATCHER_NAME,
    apiOpen: container.resolve(API_OPEN),
    newConnection: (agent, open, signal) => strategy.connect(agent, open, signal),
    filter: container.resolve(ERROR_POLICY).connectFilter,
    clock: container.resolve(CLOCK),
    random: container.resolve(RANDOM),
  });
  return named(API_CALLER_NAME, made);
}

function engine(container: DependencyContainer): Engine {
  return createAgentEngine({
    policy: container.resolve(ERROR_POLICY),
    delays: container.resolve(ENGINE_DELAYS),
    clock: container.resolve(CLOCK),
    random: container.resolve(RANDOM),
    logger: container.resolve(LOGGER),
  });
}

/**
 * The container's engine, with every {@link MANIFOLD} installed: it starts at once, and whoever asked
 * for it stops it.
 *
 * @param watch - called with the engine before anything is installed, so that it misses nothing
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { initAgent, openAgent } from "@holdfast/agent-config";
 * import { assembleEngine, createAgentContainer, machinePolicy } from "@holdfast/agent-manifold";
 * import { installConnectPlugin, useConnectStrategy } from "@holdfast/connect/agent";
 * import scary from "@holdfast/connect-scary";
 * import { startController } from "@holdfast/controller";
 * import { modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const place = { dataDir: "./agent", tag: "machine-0" } as const;
 * const { address, caCert } = controller;
 * const found = { password, nonce, model: modelTag(model), caCert, apiAddresses: [address] };
 * await initAgent({ ...place, ...found });
 * const agent = await openAgent(place);
 *
 * const container = createAgentContainer({ agent, policy: machinePolicy });
 * await installConnectPlugin(container, scary);
 * useConnectStrategy(container, "scary");
 * const connected = Promise.withResolvers<void>();
 * const assembled = assembleEngine(container, (engine) => {
 *   engine.subscribe((event) => {
 *     if (event.kind === "started" && event.manifold === "api-caller") connected.resolve();
 *   });
 * });
 * await connected.promise; // and stays connected, until the engine is killed
 * assert.notEqual(agent.currentConfig().apiInfo()?.password, password); // it has its own by now
 * assembled.kill();
 * await assembled.wait();
 * await agent[Symbol.asyncDispose]();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export function assembleEngine(
  container: DependencyContainer,
  watch: (engine: Engine) => void = () => undefined,
): Engine {
  const assembled = container.resolve(ENGINE);
  watch(assembled);
  try {
    for (const each of container.resolveAll(MANIFOLD)) each.install(assembled);
  } catch (error) {
    assembled.kill();
    throw error;
  }
  return assembled;
}
