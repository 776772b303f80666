// What a machine's agent runs above its connection.
import {
  AGENT_NAME,
  API_ADDRESS_UPDATER_NAME,
  API_CALLER_NAME,
  apiAddressUpdaterManifold,
  MANIFOLD,
  named,
} from "@holdfast/agent-manifold";
import { type DependencyContainer, LOGGER } from "@holdfast/connect";

/** Registers the manifolds that a machine's agent has beyond those of every agent. */
export function registerMachineManifolds(container: DependencyContainer): void {
  container.register(MANIFOLD, {
    useFactory: (scope) =>
      named(
        API_ADDRESS_UPDATER_NAME,
        apiAddressUpdaterManifold({
          agentName: AGENT_NAME,
          apiCallerName: API_CALLER_NAME,
          logger: scope.resolve(LOGGER),
        }),
      ),
  });
}
