// Up once agent.conf has a current password. Before that the machine's agent, another process, has
// yet to replace the bootstrap password, and whoever logged in with it would be in its way.
import type { ObservableAgent } from "@holdfast/agent-config";
import { conditionFlagManifold, type Flag } from "@holdfast/agent-manifold/building-blocks";
import type { Manifold, ResourceName } from "@holdfast/dependency-engine";

/** The manifold of the flag that says whether the agent has a current password. */
export function credentialsFlagManifold(agentName: ResourceName<ObservableAgent>): Manifold<Flag> {
  return conditionFlagManifold(agentName, (agent) => ({
    what: "agent.conf has a current password",
    holds: () => (agent.currentConfig().apiInfo()?.password ?? "") !== "",
    subscribe: (listener) => agent.subscribe(listener),
  }));
}
