// The one manifold every agent has: its worker is an authenticated connection to the controller,
// made by a connect strategy; its output is the part of it that cannot close.
import type { Agent, AgentConfig } from "@holdfast/agent-config";
import type { ApiCaller, Connection, OpenFunc } from "@holdfast/api-open";
import type { ConnectFunc } from "@holdfast/connect";
import {
  defineManifold,
  type FilterFunc,
  type Manifold,
  type ResourceName,
  type StartContext,
} from "@holdfast/dependency-engine";
import { shortModelId } from "@holdfast/names";
import { type Clock, type Random, systemClock } from "@holdfast/ports";

import { bounceOnChangedPassword } from "../agent-end/changed-password.js";
import { connectInTime } from "./bounded.js";
import { ConnectionHistory } from "./connection-history.js";
import { ConnectionWorker } from "./connection-worker.js";
import { reconnectPolicy } from "./reconnect-policy.js";
import { CannotOpenApiError } from "../errors.js";

/** What {@link manifold} is made from. */
export interface ManifoldConfig {
  /** The manifold whose output is the agent to connect as. */
  readonly agentName: ResourceName<Agent>;
  /**
   * The manifold that bounces when the controller's addresses change, so that the connection is
   * made again with the new ones. Nothing is asked of it: the connection outlives its failures.
   * Default: none; new addresses are then used when the connection is made again for another reason.
   */
  readonly apiConfigWatcherName?: ResourceName<unknown> | undefined;
  /** Opens a connection; handed to `newConnection`. */
  readonly apiOpen: OpenFunc;
  /** The connect strategy. */
  readonly newConnection: ConnectFunc;
  /** What this manifold's errors mean to its engine: see the error policies. */
  readonly filter?: FilterFunc;
  /** Measures how long connections last; the system's where it is left out. */
  readonly clock?: Clock;
  /** Spreads the attempts of many agents. */
  readonly random?: Random;
}

/**
 * The manifold whose worker is an authenticated connection to the controller.
 *
 * A start connects by `newConnection`, and can be interrupted as long as it lasts. It fails with
 * - a `BounceError` where the strategy ended with a `ChangedPasswordError` anywhere in its chain of
 *   causes: the next start, at once, uses the new password;
 * - a {@link CannotOpenApiError} for all else, the strategy's error its cause.
 *
 * Attempts that fail are made again as {@link reconnectPolicy} has it.
 *
 * The worker ends with a `ConnectionBrokenError` when the connection breaks (a `BounceError` where a
 * `ChangedPasswordError` is why: see `watchCredentials`), and closes it when killed. The output is an
 * {@link ApiCaller}; who depends on it is restarted with it.
 *
 * After Juju's `worker/apicaller`, which is what the texts are from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { AGENT_NAME, agentManifold, API_CALLER_NAME, API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold, createAgentEngine, machinePolicy, manifold } from "@holdfast/agent-manifold";
 * import { initAgent, openAgent } from "@holdfast/agent-config";
 * import { apiOpen } from "@holdfast/api-open";
 * import { onlyConnect } from "@holdfast/connect-only";
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
 * await agent.changeConfig((change) => change.setPassword(password));
 *
 * const engine = createAgentEngine({ policy: machinePolicy });
 * engine.install(AGENT_NAME, agentManifold(agent));
 * engine.install(API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold({ agentName: AGENT_NAME }));
 * engine.install(
 *   API_CALLER_NAME,
 *   manifold({
 *     agentName: AGENT_NAME,
 *     apiConfigWatcherName: API_CONFIG_WATCHER_NAME,
 *     apiOpen,
 *     newConnection: onlyConnect,
 *     filter: machinePolicy.connectFilter,
 *   }),
 * );
 * await engine.settled();
 * assert.equal(engine.report().manifolds["api-caller"]?.state, "started");
 * engine.kill();
 * await engine.wait();
 * await agent[Symbol.asyncDispose]();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export function manifold(config: ManifoldConfig): Manifold<ApiCaller> {
  const watcher = config.apiConfigWatcherName === undefined ? [] : [config.apiConfigWatcherName];
  const { clock = systemClock, random = Math.random } = config;
  const history = new ConnectionHistory({ clock, random });
  return defineManifold({
    inputs: [config.agentName, ...watcher],
    // Listed above as in the original; a watcher that cannot start keeps nobody from connecting.
    optional: watcher,
    start: (context) => connect(config, context, { history, clock }),
    output: ({ caller }) => caller,
    restart: reconnectPolicy,
    ...(config.filter === undefined ? {} : { filter: config.filter }),
  });
}

async function connect(
  config: ManifoldConfig,
  context: StartContext,
  { history, clock }: { readonly history: ConnectionHistory; readonly clock: Clock },
): Promise<ConnectionWorker> {
  const agent = context.get(config.agentName);
  const { signal } = context;
  let connection: Connection;
  history.attempt();
  try {
    const { apiOpen, newConnection } = config;
    connection = await connectInTime((until) => newConnection(agent, apiOpen, until), {
      clock,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const bounce = bounceOnChangedPassword(error);
    if (bounce !== undefined) throw bounce;
    const { message, retryAfter } = history.failed(error);
    throw new CannotOpenApiError(`${identity(agent.currentConfig())} cannot open api: ${message}`, {
      cause: error,
      retryAfter,
    });
  }
  if (signal.aborted) {
    // The strategy finished all the same: nobody will own what it made.
    await connection.close();
    throw signal.reason;
  }
  history.connected();
  return new ConnectionWorker(connection, { clock, broken: () => history.broken() });
}

function identity(config: AgentConfig): string {
  const model = config.model === undefined ? "no model" : shortModelId(config.model);
  return `[${model}] "${config.tag}"`;
}
