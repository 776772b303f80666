// An agent's part in the move of its model to another controller:
//
//   at rest ──QUIESCE──► locked down, reported ──VALIDATION──► the target tried, reported
//     ▲                                                            │
//     │                                       admitted, addresses written, reported ◄──SUCCESS
//     │                                                            │
//     └── NONE, ABORT … (at once) ── LOGTRANSFER, REAP, DONE: written again where it was not
//
// The addresses are on the disk before anything is said of them, or let loose: a crash, a lost event or
// a full disk in between leaves the agent where it can ask again. Without the target's consent it stays.
import type { Agent } from "@holdfast/agent-config";
import type { ApiCaller, OpenFunc } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";

import type { FortressGuard } from "../flags/fortress.js";
import { reportingWorker } from "../reporting-worker.js";
import { Itinerary } from "./itinerary.js";
import { Minion } from "./minion.js";

/** What {@link migrationMinionManifold} is made from. */
export interface MigrationMinionConfig {
  readonly agentName: ResourceName<Agent>;
  readonly apiCallerName: ResourceName<ApiCaller>;
  readonly fortressName: ResourceName<FortressGuard>;
  /** Opens connections to both controllers. */
  readonly apiOpen: OpenFunc;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly logger?: Logger;
}

/**
 * The manifold whose worker follows the migration of the agent's model: it keeps the fortress locked
 * while the model moves, reports what the controller asks about, and in the end writes down the
 * addresses and the CA of the controller that the model lives at now, once that admits the agent. A
 * move that it has made is not made again where the controllers send it back: it then stays.
 */
export function migrationMinionManifold(config: MigrationMinionConfig): Manifold {
  const { clock = systemClock, random = Math.random, logger = silentLogger, apiOpen } = config;
  // Of the agent, not of one connection.
  const itinerary = new Itinerary();
  return {
    inputs: [config.agentName, config.apiCallerName, config.fortressName],
    start: (context) => {
      const minion = new Minion({
        agent: context.get(config.agentName),
        caller: context.get(config.apiCallerName),
        fortress: context.get(config.fortressName),
        itinerary,
        apiOpen,
        clock,
        random,
        logger,
      });
      return reportingWorker(
        runWorker((signal) => minion.follow(signal)),
        () => ({ phase: minion.phase }),
      );
    },
  };
}
