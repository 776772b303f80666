// An agent's part in the move of its model to another controller:
//
//   at rest ──QUIESCE──► locked down, reported ──VALIDATION──► the target tried, reported
//     ▲                                                            │
//     └──── NONE, DONE, ABORT … ◄── addresses written ◄──SUCCESS───┘ reported first
//
// Each phase may be seen again after a restart; doing it twice does no harm.
import type { Agent } from "@holdfast/agent-config";
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  type OpenFunc,
  resultError,
  watchEvents,
} from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { MigrationMinion, type MigrationStatus, MigrationStatusWatcher } from "@holdfast/facades";
import type { ControllerTag } from "@holdfast/names";
import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";

import type { FortressGuard } from "../flags/fortress.js";
import { reportingWorker } from "../reporting-worker.js";
import { attempts } from "./attempts.js";
import { isMigrating } from "./phase.js";
import { tryTarget } from "./try-target.js";

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
 * addresses and the CA of the controller that the model lives at now.
 */
export function migrationMinionManifold(config: MigrationMinionConfig): Manifold {
  return {
    inputs: [config.agentName, config.apiCallerName, config.fortressName],
    start: (context) => {
      const minion = new Minion(
        context.get(config.agentName),
        context.get(config.apiCallerName),
        context.get(config.fortressName),
        config,
      );
      return reportingWorker(
        runWorker((signal) => minion.follow(signal)),
        () => ({ phase: minion.phase }),
      );
    },
  };
}

class Minion {
  phase = "unknown";
  readonly #agent: Agent;
  readonly #caller: ApiCaller;
  readonly #fortress: FortressGuard;
  readonly #apiOpen: OpenFunc;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #logger: Logger;
  #target: ControllerTag | undefined;

  constructor(
    agent: Agent,
    caller: ApiCaller,
    fortress: FortressGuard,
    config: MigrationMinionConfig,
  ) {
    this.#agent = agent;
    this.#caller = caller;
    this.#fortress = fortress;
    this.#apiOpen = config.apiOpen;
    this.#clock = config.clock ?? systemClock;
    this.#random = config.random ?? Math.random;
    this.#logger = config.logger ?? silentLogger;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const started = await facadeClient(this.#caller, MigrationMinion).Watch({}, { signal });
    if (started.error !== undefined) throw resultError(started.error);
    const id = started.NotifyWatcherId;
    for await (const status of watchEvents(this.#caller, MigrationStatusWatcher, id, { signal })) {
      this.phase = status.phase;
      await this.#act(status, signal);
    }
  }

  async #act(status: MigrationStatus, signal: AbortSignal): Promise<void> {
    if (!isMigrating(status.phase)) {
      this.#fortress.unlock();
      return;
    }
    this.#logger.info(`the model is moving: ${status.phase}`);
    await this.#fortress.lockDown(signal);
    switch (status.phase) {
      case "QUIESCE":
        await this.#report(status, true, signal);
        return;
      case "VALIDATION":
        await this.#validate(status, signal);
        return;
      case "SUCCESS":
        await this.#report(status, true, signal);
        await this.#moveTo(status);
    }
  }

  async #validate(status: MigrationStatus, signal: AbortSignal): Promise<void> {
    const [agent, apiOpen] = [this.#agent, this.#apiOpen];
    const again = { clock: this.#clock, random: this.#random, signal };
    try {
      this.#target = await attempts(() => tryTarget(agent, status, apiOpen, signal), again);
    } catch (error) {
      if (signal.aborted) throw error;
      // A target that is busy has not refused us: the controller may ask again.
      if (isApiError(error, "try again")) return;
      this.#logger.error("the controller that the model moves to does not admit us", { error });
      await this.#report(status, false, signal);
      return;
    }
    await this.#report(status, true, signal);
  }

  async #report(status: MigrationStatus, success: boolean, signal: AbortSignal): Promise<void> {
    const report = { "migration-id": status["migration-id"], phase: status.phase, success };
    const tell = async (caller: ApiCaller): Promise<void> => {
      await facadeClient(caller, MigrationMinion).Report(report, { signal });
    };
    if (!this.#caller.broken.aborted) {
      await tell(this.#caller);
      return;
    }
    // Our own connection is gone, as it may be at the very end; the controller still waits for us.
    const info = this.#agent.currentConfig().apiInfo();
    if (info === undefined) throw this.#caller.broken.reason;
    const source = { addrs: status["source-api-addrs"], caCert: status["source-ca-cert"] };
    const again = { clock: this.#clock, random: this.#random, signal };
    await attempts(async () => {
      await using connection = await this.#apiOpen({ ...info, ...source }, {}, signal);
      await tell(connection);
    }, again);
  }

  // By this the api-config-watcher bounces, and the next connection is made to the new controller.
  async #moveTo(status: MigrationStatus): Promise<void> {
    const addresses = status["target-api-addrs"];
    const { model } = this.#agent.currentConfig();
    const controller = this.#target;
    await this.#agent.changeConfig((setter) => {
      setter.setApiAddresses(addresses);
      if (status["target-ca-cert"] !== "") setter.setCaCert(status["target-ca-cert"]);
      if (model !== undefined && controller !== undefined) setter.migrate({ model, controller });
    });
    this.#logger.info("the model lives at another controller now", { addresses });
  }
}
