// An agent as it lives its days: the real engine, api-caller, strategy, address updater, configuration and
// log, on a disk in memory. A kind with one thing wrong replaces one of them.
import { type ObservableAgent, openAgent } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  API_CONFIG_WATCHER_NAME,
  apiConfigWatcherManifold,
  createAgentEngine,
  machinePolicy,
  manifold,
  type ManifoldConfig,
} from "@holdfast/agent-manifold";
import {
  API_ADDRESS_UPDATER_NAME,
  apiAddressUpdaterManifold,
  rejectUntrustedOnFirstContact,
} from "@holdfast/agent-manifold/building-blocks";
import type { OpenFunc } from "@holdfast/api-open";
import { type ConnectFunc, defaultConnectPolicy, watchCredentials } from "@holdfast/connect";
import { ScaryConnect } from "@holdfast/connect-scary";
import type { Engine } from "@holdfast/dependency-engine";
import { type Logger, untilAborted } from "@holdfast/ports";

import { gatedDisk } from "../disk/gate.js";
import { DATA_DIR, newWorld, TAG } from "../histories/world.js";
import type { DayKind } from "./day-kind.js";
import { commandLog } from "./day-log.js";
import type { DayWorld } from "./day-world.js";

/** An agent that was started. */
export interface DayAgent extends AsyncDisposable {
  readonly engine: Engine;
  readonly agent: ObservableAgent;
}

/** Starts the agent in its world. */
export async function startDayAgent(kind: DayKind, world: DayWorld): Promise<DayAgent> {
  const { clock, random } = world;
  const { disk } = newWorld([]);
  const { logger, close } = await (kind.log ?? commandLog)(world.log, clock);
  const agent = await openAgent({
    dataDir: DATA_DIR,
    tag: TAG,
    files: gatedDisk(disk, () => Promise.resolve()),
    clock,
    logger,
    recheckInterval: Infinity,
  });
  await agent.changeConfig((setter) => setter.setApiAddresses(world.announced));
  const policy = kind.errorPolicy ?? machinePolicy;
  const engine = createAgentEngine({ policy, clock, random, logger });
  engine.install(AGENT_NAME, agentManifold(agent));
  engine.install(API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold({ agentName: AGENT_NAME }));
  const config: ManifoldConfig = {
    agentName: AGENT_NAME,
    apiConfigWatcherName: API_CONFIG_WATCHER_NAME,
    apiOpen: openerOf(kind, world),
    newConnection: connectOf(kind, world, logger),
    filter: policy.connectFilter,
    clock,
    random,
  };
  engine.install(API_CALLER_NAME, (kind.caller ?? manifold)(config));
  const updater =
    kind.updater?.(world) ??
    apiAddressUpdaterManifold({ agentName: AGENT_NAME, apiCallerName: API_CALLER_NAME, logger });
  engine.install(API_ADDRESS_UPDATER_NAME, updater);
  const dispose = async (): Promise<void> => {
    close();
    await agent[Symbol.asyncDispose]();
  };
  return { engine, agent, [Symbol.asyncDispose]: dispose };
}

function openerOf(kind: DayKind, world: DayWorld): OpenFunc {
  const open = world.opener(world.connections);
  return (info, options, signal) => open(info, { ...options, ...kind.dial }, signal);
}

/** The strategy, in a plugin of somebody's who watches the credentials of its connections. */
function connectOf(kind: DayKind, world: DayWorld, logger: Logger): ConnectFunc {
  const { clock } = world;
  const strategy = rejectUntrustedOnFirstContact(
    new ScaryConnect({
      clock: kind.clock?.(world) ?? clock,
      policy: kind.connectPolicy ?? defaultConnectPolicy,
      logger,
    }),
  );
  const watch =
    kind.watch ?? ((connection, replaced) => watchCredentials(connection, replaced, { clock }));
  return async (agent, open, signal) => {
    const connection = await strategy.connect(agent, open, signal);
    const hangs = world.takeHang("watch") !== undefined;
    return watch(connection, (closing) =>
      hangs ? new Promise<never>(() => undefined) : untilAborted(closing),
    );
  };
}
