import { Engine, type EngineConfig } from "@holdfast/dependency-engine";
import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";

import { logEngineEvents } from "./engine-logging.js";
import type { ErrorPolicy } from "./agent-end/error-policy.js";
import { restWhereUnserved } from "./unserved.js";

/** The part of an engine's configuration that is about time, in ms. */
export type EngineDelays = Pick<
  EngineConfig,
  | "errorDelay"
  | "bounceDelay"
  | "maxDelay"
  | "backoffFactor"
  | "backoffResetTime"
  | "startDeadline"
  | "stopDeadline"
>;

/**
 * Juju's values but for two. An error is first answered after 200 ms, not 3 s, and the delay grows
 * by a tenth. The cap is Juju's. Connections have a policy of their own.
 */
export const agentEngineDelays: EngineDelays = {
  errorDelay: 200,
  bounceDelay: 10,
  backoffFactor: 1.1,
  backoffResetTime: 60_000,
  maxDelay: 120_000,
};

/** What {@link createAgentEngine} needs to be told. */
export interface AgentEngineOptions {
  readonly policy: ErrorPolicy;
  readonly delays?: EngineDelays;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
}

/**
 * An engine that judges errors by `policy`, and tells the logger what starts and what bounces. A worker
 * whose facade the controller does not serve rests until the next connection.
 */
export function createAgentEngine(options: AgentEngineOptions): Engine {
  const { policy, delays = agentEngineDelays, logger = silentLogger } = options;
  const engine = new Engine({
    ...delays,
    restart: [restWhereUnserved],
    isFatal: policy.isFatal,
    worstError: policy.worstError,
    filter: policy.engineFilter,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  });
  engine.subscribe(logEngineEvents(logger));
  return engine;
}
