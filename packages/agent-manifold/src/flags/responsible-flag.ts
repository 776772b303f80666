// Of several machines that serve one model, one is responsible: it holds a lease at the controller,
// and renews it in time. The others wait until the lease is free. Juju 4 grants agents no lease: there
// whoever serves the model is responsible for it.
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  offeredVersion,
  onlyResult,
} from "@holdfast/api-open";
import { BounceError, type Manifold, type ResourceName } from "@holdfast/dependency-engine";
import { type FacadeClient, Singular } from "@holdfast/facades";
import type { Tag } from "@holdfast/names";
import {
  type Clock,
  type Logger,
  silentLogger,
  sleep,
  systemClock,
  untilAborted,
} from "@holdfast/ports";

import { type Flag, flagManifold, FlagWorker } from "./flag.js";

/** What {@link responsibleFlagManifold} is made from. */
export interface ResponsibleFlagConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** What one is responsible for: the model. */
  readonly entity: Tag;
  /** Who claims it: the machine. */
  readonly claimant: Tag;
  /** How long a lease lasts, in ms; renewed after half of it. A minute by default, as in Juju. */
  readonly duration?: number;
  readonly clock?: Clock;
  /** Told where the controller grants no lease. */
  readonly logger?: Logger;
}

const NANOSECONDS = 1_000_000;

/**
 * The manifold of a flag that is up while this agent holds the lease; always, where the controller
 * offers no leases (`Singular`): one agent is then to serve the model, which the log says once.
 */
export function responsibleFlagManifold(config: ResponsibleFlagConfig): Manifold<Flag> {
  const { entity, logger = silentLogger } = config;
  let told = false;
  return flagManifold([config.apiCallerName], async (context) => {
    const caller = context.get(config.apiCallerName);
    if (offeredVersion(caller, Singular) === 0) {
      if (!told) {
        logger.info(
          `the controller grants no lease of ${entity}, so this agent is responsible without one: ` +
            "run no other for the same model",
        );
      }
      told = true;
      return new FlagWorker(true, untilAborted, { lease: "none" });
    }
    const lease = new Lease(caller, config);
    const ours = await lease.claim(context.signal);
    return new FlagWorker(ours, (signal) => (ours ? lease.keep(signal) : lease.await(signal)));
  });
}

class Lease {
  readonly #config: ResponsibleFlagConfig;
  readonly #duration: number;
  readonly #singular: FacadeClient<typeof Singular>;

  constructor(caller: ApiCaller, config: ResponsibleFlagConfig) {
    this.#config = config;
    this.#duration = config.duration ?? 60_000;
    this.#singular = facadeClient(caller, Singular);
  }

  /** Takes or renews it; whether it is ours. */
  async claim(signal: AbortSignal): Promise<boolean> {
    const { entity, claimant } = this.#config;
    const duration = this.#duration * NANOSECONDS;
    const claims = [{ "entity-tag": entity, "claimant-tag": claimant, duration }];
    try {
      onlyResult((await this.#singular.Claim({ claims }, { signal })).results);
      return true;
    } catch (error) {
      if (isApiError(error, "lease claim denied")) return false;
      throw error;
    }
  }

  async keep(signal: AbortSignal): Promise<void> {
    const clock = this.#config.clock ?? systemClock;
    do await sleep(this.#duration / 2, { clock, signal });
    while (await this.claim(signal));
    throw new BounceError(`no longer responsible for ${this.#config.entity}`);
  }

  async await(signal: AbortSignal): Promise<void> {
    const entities = [{ tag: this.#config.entity }];
    onlyResult((await this.#singular.Wait({ entities }, { signal })).results);
    throw new BounceError(`nobody is responsible for ${this.#config.entity} now`);
  }
}
