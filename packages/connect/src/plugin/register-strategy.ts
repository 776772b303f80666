// What lets a plugin's author do without the container: it makes `register` of the author's `connect`.
// Tokens and types alone are imported, so that a plugin loads neither tsyringe nor reflect-metadata.
import { silentLogger, systemClock } from "@holdfast/ports";

import { defaultConnectPolicy } from "../connect-policy.js";
import type { DependencyContainer, InjectionToken } from "../di.js";
import type { ConnectFunc, ConnectStrategy } from "../strategy.js";
import type { StrategyPorts } from "../strategy-ports.js";
import { CLOCK, CONNECT_POLICY, CONNECT_STRATEGY, LOGGER, RANDOM } from "../tokens.js";

/** Registers what `connect` makes of the agent's ports, once somebody asks for it. */
export function registerStrategy<Options>(
  connect: (ports: StrategyPorts, options: Options) => ConnectStrategy | ConnectFunc,
): (container: DependencyContainer, options: Options) => void {
  return (container, options) => {
    container.register(CONNECT_STRATEGY, {
      useFactory: (scope) => {
        const made = connect(portsOf(scope), options);
        return typeof made === "function" ? { connect: made } : made;
      },
    });
  };
}

/** What the agent offers; where it offers nothing, the system's own, or the default. */
function portsOf(scope: DependencyContainer): StrategyPorts {
  return {
    policy: offered(scope, CONNECT_POLICY, defaultConnectPolicy),
    clock: offered(scope, CLOCK, systemClock),
    logger: offered(scope, LOGGER, silentLogger),
    random: offered(scope, RANDOM, Math.random),
  };
}

function offered<T>(scope: DependencyContainer, token: InjectionToken<T>, otherwise: T): T {
  return scope.isRegistered(token, true) ? scope.resolve(token) : otherwise;
}
