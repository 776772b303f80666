// An agent as it lives its days: the real engine, api-caller, strategy, address updater and configuration,
// on a disk in memory. A kind with one thing wrong replaces one of them.
import type { Agent } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  API_CONFIG_WATCHER_NAME,
  apiConfigWatcherManifold,
  createAgentEngine,
  type ErrorPolicy,
  machinePolicy,
  manifold,
  type ManifoldConfig,
} from "@holdfast/agent-manifold";
import {
  API_ADDRESS_UPDATER_NAME,
  apiAddressUpdaterManifold,
  rejectUntrustedOnFirstContact,
} from "@holdfast/agent-manifold/building-blocks";
import type { ApiCaller } from "@holdfast/api-open";
import { openAgent } from "@holdfast/agent-config";
import { type ConnectPolicy, defaultConnectPolicy } from "@holdfast/connect";
import { ScaryConnect } from "@holdfast/connect-scary";
import type { Engine, Manifold } from "@holdfast/dependency-engine";
import type { Clock } from "@holdfast/ports";

import { gatedDisk } from "../disk/gate.js";
import { DATA_DIR, newWorld, TAG } from "../histories/world.js";
import type { DayWorld } from "./day-world.js";

/** Ours, or ours with one thing wrong. */
export interface DayKind {
  readonly name: string;
  /** What the strategy measures time by. */
  readonly clock?: (world: DayWorld) => Clock;
  readonly connectPolicy?: ConnectPolicy;
  readonly errorPolicy?: ErrorPolicy;
  readonly caller?: (config: ManifoldConfig) => Manifold<ApiCaller>;
  readonly updater?: (world: DayWorld) => Manifold;
}

export const holdfastDays: DayKind = { name: "Holdfast" };

/** Starts the agent in its world. */
export async function startDayAgent(
  kind: DayKind,
  world: DayWorld,
): Promise<{ readonly engine: Engine; readonly agent: Agent & AsyncDisposable }> {
  const { clock, random } = world;
  const { disk } = newWorld([]);
  const agent = await openAgent({
    dataDir: DATA_DIR,
    tag: TAG,
    files: gatedDisk(disk, () => Promise.resolve()),
    clock,
    recheckInterval: Infinity,
  });
  await agent.changeConfig((setter) => setter.setApiAddresses(world.announced));
  const policy = kind.errorPolicy ?? machinePolicy;
  const strategy = rejectUntrustedOnFirstContact(
    new ScaryConnect({
      clock: kind.clock?.(world) ?? clock,
      policy: kind.connectPolicy ?? defaultConnectPolicy,
    }),
  );
  const engine = createAgentEngine({ policy, clock, random });
  engine.install(AGENT_NAME, agentManifold(agent));
  engine.install(API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold({ agentName: AGENT_NAME }));
  const config: ManifoldConfig = {
    agentName: AGENT_NAME,
    apiConfigWatcherName: API_CONFIG_WATCHER_NAME,
    apiOpen: world.open,
    newConnection: (one, open, signal) => strategy.connect(one, open, signal),
    filter: policy.connectFilter,
    clock,
    random,
  };
  engine.install(API_CALLER_NAME, (kind.caller ?? manifold)(config));
  const updater =
    kind.updater?.(world) ??
    apiAddressUpdaterManifold({ agentName: AGENT_NAME, apiCallerName: API_CALLER_NAME });
  engine.install(API_ADDRESS_UPDATER_NAME, updater);
  return { engine, agent };
}
