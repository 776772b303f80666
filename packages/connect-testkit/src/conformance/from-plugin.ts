import {
  API_OPEN,
  CLOCK,
  CONNECT_POLICY,
  type ConnectPlugin,
  LOGGER,
  RANDOM,
} from "@holdfast/connect";
import {
  connectStrategyNamed,
  createContainer,
  installConnectPlugin,
} from "@holdfast/connect/agent";
import { apiOpen } from "@holdfast/api-open";

import type { StrategyFactory } from "../scene-options.js";

/** Makes a plugin's strategy the way an agent does: by a container that offers the agent's ports. */
export function fromPlugin(plugin: ConnectPlugin, options?: unknown): StrategyFactory {
  return async ({ policy, clock, logger, random }) => {
    const container = createContainer();
    container.register(CONNECT_POLICY, { useValue: policy });
    container.register(CLOCK, { useValue: clock });
    container.register(LOGGER, { useValue: logger });
    container.register(RANDOM, { useValue: random });
    container.register(API_OPEN, { useValue: apiOpen });
    await installConnectPlugin(container, plugin, options);
    return container.resolve(connectStrategyNamed(plugin.name));
  };
}
