// An agent's part in one connection's share of a migration: what it does in each phase.
import type { Agent } from "@holdfast/agent-config";
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  type OpenFunc,
  resultError,
  ShutdownError,
  watchEvents,
} from "@holdfast/api-open";
import { MigrationMinion, type MigrationStatus, MigrationStatusWatcher } from "@holdfast/facades";
import {
  type Clock,
  findInChain,
  isKind,
  type Logger,
  onAbort,
  type Random,
} from "@holdfast/ports";

import type { FortressGuard } from "../flags/fortress.js";
import { type AttemptOptions, attempts, reportAttempts, targetAttempts } from "./attempts.js";
import { type ControllerInfo, openAt, sourceOf, targetOf } from "./controller-info.js";
import { Grace } from "./grace.js";
import type { Itinerary } from "./itinerary.js";
import { hasMoved, isMigrating } from "./phase.js";
import { tryTarget } from "./try-target.js";

/** How long a report may still take once the worker is told to stop, in ms: it cannot be made later. */
const REPORT_GRACE = 10_000;

export interface MinionOptions {
  readonly agent: Agent;
  readonly caller: ApiCaller;
  readonly fortress: FortressGuard;
  readonly itinerary: Itinerary;
  readonly apiOpen: OpenFunc;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export class Minion {
  phase = "unknown";
  readonly #options: MinionOptions;

  constructor(options: MinionOptions) {
    this.#options = options;
  }

  /** Follows the model's migrations. What a phase asks for is given up where the phase is over. */
  async follow(signal: AbortSignal): Promise<void> {
    const { caller } = this.#options;
    const started = await facadeClient(caller, MigrationMinion).Watch({}, { signal });
    if (started.error !== undefined) throw resultError(started.error);
    const id = started.NotifyWatcherId;
    await using watch = watchEvents(caller, MigrationStatusWatcher, id, { signal });
    for (let news = watch.next(); ;) {
      const event = await news;
      if (event.done === true) return;
      news = watch.next();
      await this.#actUntil(event.value, news, signal);
    }
  }

  async #actUntil(
    status: MigrationStatus,
    news: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    this.phase = status.phase;
    const over = new AbortController();
    const forget = onAbort(signal, () => over.abort(signal.reason));
    news.then(
      () => over.abort(new Error(`phase ${status.phase} is over`)),
      (error: unknown) => over.abort(error),
    );
    try {
      await this.#act(status, over.signal);
    } catch (error) {
      if (!over.signal.aborted || signal.aborted) throw error;
    } finally {
      forget();
    }
  }

  async #act(status: MigrationStatus, signal: AbortSignal): Promise<void> {
    const { fortress, itinerary, logger } = this.#options;
    const { phase } = status;
    if (!isMigrating(phase)) {
      // Once more: whoever came after SUCCESS, or could not write then, must not be left behind.
      if (hasMoved(phase)) await this.#follow(status, signal);
      else itinerary.stays();
      fortress.unlock();
      return;
    }
    if (itinerary.hasHandled(status)) return;
    logger.info(`the model is moving: ${phase}`);
    await fortress.lockDown(signal);
    if (phase === "QUIESCE") await this.#report(status, true, signal);
    else if (phase === "VALIDATION" && !(await this.#validate(status, signal))) return;
    else if (phase === "SUCCESS") await this.#succeed(status, signal);
    itinerary.handled(status);
  }

  /** Whether there is an answer: a target that is busy has not refused us, and is tried again. */
  async #validate(status: MigrationStatus, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#admittingTarget(status, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (isApiError(error, "try again")) return false;
      this.#options.logger.error("the controller that the model moves to does not admit us", {
        error,
      });
      await this.#report(status, false, signal);
      return true;
    }
    await this.#report(status, true, signal);
    return true;
  }

  /** Writes down where the model is, then says so. */
  async #succeed(status: MigrationStatus, signal: AbortSignal): Promise<void> {
    // The new addresses end this connection, and with it this worker; the report must arrive first.
    using grace = new Grace(signal, REPORT_GRACE, this.#options.clock);
    if (await this.#follow(status, signal)) await this.#report(status, true, grace.signal);
  }

  /** Goes where the model has gone, once that controller admits the agent. Whether it may go at all. */
  async #follow(status: MigrationStatus, signal: AbortSignal): Promise<boolean> {
    const { itinerary, logger } = this.#options;
    if (!itinerary.hasMoved(status)) {
      await this.#moveTo(await this.#admittingTarget(status, signal), status);
      return true;
    }
    logger.warn("two controllers each say that the model lives at the other; staying at this one", {
      other: status["target-api-addrs"],
      "what to do": "end the migration at the controller where the model does not live",
    });
    return false;
  }

  /** Where the agent was admitted; tried now where that was not done, or by an earlier process. */
  async #admittingTarget(status: MigrationStatus, signal: AbortSignal): Promise<ControllerInfo> {
    const { agent, apiOpen, itinerary } = this.#options;
    const known = itinerary.targetOf(status);
    if (known !== undefined) return known;
    const work = (): Promise<ControllerInfo> => tryTarget(agent, targetOf(status), apiOpen, signal);
    const target = await attempts(work, targetAttempts, this.#attemptOptions(signal));
    itinerary.admittedAt(status, target);
    return target;
  }

  async #report(status: MigrationStatus, success: boolean, signal: AbortSignal): Promise<void> {
    const { caller, agent, apiOpen } = this.#options;
    const report = { "migration-id": status["migration-id"], phase: status.phase, success };
    const tell = async (to: ApiCaller): Promise<void> => {
      await facadeClient(to, MigrationMinion).Report(report, { signal });
    };
    try {
      await tell(caller);
      return;
    } catch (error) {
      if (signal.aborted || !isGone(error, caller)) throw error;
    }
    // Our own connection is gone, as it may be at the very end; the controller still waits for us.
    const again = async (): Promise<void> => {
      const { connection } = await openAt(agent, sourceOf(status), apiOpen, signal);
      try {
        await tell(connection);
      } finally {
        await connection.close();
      }
    };
    await attempts(again, reportAttempts, this.#attemptOptions(signal));
  }

  // By this the api-config-watcher bounces, and the next connection is made to the new controller.
  async #moveTo(
    { addrs, caCert, controller }: ControllerInfo,
    status: MigrationStatus,
  ): Promise<void> {
    const { agent, logger, itinerary } = this.#options;
    const config = agent.currentConfig();
    const { model } = config;
    if (sameMembers(addrs, config.apiAddresses) && (caCert === "" || caCert === config.caCert)) {
      return;
    }
    await agent.changeConfig((setter) => {
      setter.setApiAddresses(addrs);
      if (caCert !== "") setter.setCaCert(caCert);
      if (model !== undefined && controller !== undefined) setter.migrate({ model, controller });
    });
    itinerary.moved(status);
    logger.info("the model lives at another controller now", { addresses: addrs });
  }

  #attemptOptions(signal: AbortSignal): AttemptOptions {
    const { clock, random } = this.#options;
    return { clock, random, signal };
  }
}

function isGone(error: unknown, caller: ApiCaller): boolean {
  return (
    caller.broken.aborted || findInChain(error, (link) => isKind(link, ShutdownError)) !== undefined
  );
}

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}
