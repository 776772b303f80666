// Bounces when the addresses in agent.conf become others, so that what depends on it (the
// api-caller) is made again with the new ones. The same addresses in another order are no change.
import type { ObservableAgent } from "@holdfast/agent-config";
import {
  BounceError,
  type Manifold,
  type ResourceName,
  runWorker,
} from "@holdfast/dependency-engine";

import { changes } from "../changes.js";
import { reportingWorker } from "../reporting-worker.js";

/** What {@link apiConfigWatcherManifold} is made from. */
export interface ApiConfigWatcherConfig {
  readonly agentName: ResourceName<ObservableAgent>;
}

/**
 * The manifold whose worker ends with a `BounceError` when the set of the controller's addresses in
 * the agent's configuration changes. It has no output: who names it as an input wants the bounce.
 */
export function apiConfigWatcherManifold(config: ApiConfigWatcherConfig): Manifold {
  return {
    inputs: [config.agentName],
    start: (context) => {
      const agent = context.get(config.agentName);
      const known = sorted(agent.currentConfig().apiAddresses);
      const watch = runWorker((signal) => untilOther(agent, known, signal));
      return reportingWorker(watch, () => ({ addresses: known }));
    },
  };
}

async function untilOther(
  agent: ObservableAgent,
  known: readonly string[],
  killed: AbortSignal,
): Promise<void> {
  for await (const _ of changes(agent, killed)) {
    const now = sorted(agent.currentConfig().apiAddresses);
    if (now.length !== known.length || now.some((address, at) => address !== known[at])) {
      throw new BounceError("the controller's addresses changed");
    }
  }
}

function sorted(addresses: readonly string[]): readonly string[] {
  return addresses.toSorted();
}
