// How a scene begins, and what comes of it.
import type { ApiInfo, DialOptions } from "@holdfast/api-open";
import type { Connection, ConnectPolicy, ConnectStrategy, StrategyPorts } from "@holdfast/connect";

import type { ControllerState } from "./controller-state.js";
import type { AgentRecord } from "./memory-agent.js";

/** Makes the strategy, as a fresh process would. */
export type StrategyFactory = (ports: StrategyPorts) => ConnectStrategy | Promise<ConnectStrategy>;

/** How a scene begins. */
export interface SceneOptions {
  /**
   * What the agent and the controller know of each other at first: `bootstrap`, only the password
   * that the agent was created with; `settled`, a password of the agent's own, long since changed.
   */
  readonly credentials?: "bootstrap" | "settled";
  /** Changes to the agent's configuration before the scene begins. */
  readonly agent?: Partial<AgentRecord>;
  /** Changes to what the controller knows before the scene begins. */
  readonly controller?: Partial<ControllerState>;
  readonly policy?: Partial<ConnectPolicy>;
}

/** What a strategy opened a connection with. */
export interface OpenedConnection {
  readonly info: ApiInfo;
  readonly options: DialOptions;
}

/** How one call of the strategy ended. */
export type Outcome =
  | { readonly kind: "connected"; readonly connection: Connection }
  | { readonly kind: "failed"; readonly error: unknown };
