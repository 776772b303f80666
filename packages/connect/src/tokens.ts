import type { Agent } from "@holdfast/agent-config";
import type { OpenFunc } from "@holdfast/api-open";
import type { Clock, Logger, Random } from "@holdfast/ports";

import type { ConnectPolicy } from "./connect-policy.js";
import type { InjectionToken } from "./di.js";
import type { ConnectStrategy } from "./strategy.js";
import { token } from "./token.js";

/** How this agent gets its connection: what a plugin registers and an agent's container resolves. */
export const CONNECT_STRATEGY: InjectionToken<ConnectStrategy> = token(
  "@holdfast/connect:ConnectStrategy",
);

/** The agent that this container serves. */
export const AGENT: InjectionToken<Agent> = token("@holdfast/connect:Agent");

/** How connections are opened: `apiOpen` of `@holdfast/api-open`, unless the agent says otherwise. */
export const API_OPEN: InjectionToken<OpenFunc> = token("@holdfast/connect:ApiOpen");

/** Time. */
export const CLOCK: InjectionToken<Clock> = token("@holdfast/connect:Clock");

/** Chance, never for secrets. */
export const RANDOM: InjectionToken<Random> = token("@holdfast/connect:Random");

/** Where a strategy says what it does. Never a password. */
export const LOGGER: InjectionToken<Logger> = token("@holdfast/connect:Logger");

/** How long to dial, to wait for provisioning, and to be patient with refusals. */
export const CONNECT_POLICY: InjectionToken<ConnectPolicy> = token(
  "@holdfast/connect:ConnectPolicy",
);
