// A flag for what the controller says of an entity's life.
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  onlyResult,
  watchNotify,
} from "@holdfast/api-open";
import { BounceError, type Manifold, type ResourceName } from "@holdfast/dependency-engine";
import type { AgentLifeFlag, FacadeClient, Machiner } from "@holdfast/facades";
import type { Tag } from "@holdfast/names";

import { type Flag, flagManifold, FlagWorker } from "./flag.js";

/** What {@link lifeFlagManifold} is made from. */
export interface LifeFlagConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  /**
   * Whom to ask: `LifeFlag` (for controllers' agents) and `AgentLifeFlag` have one shape; a machine
   * asks `Machiner`, which every controller grants it.
   */
  readonly facade: typeof AgentLifeFlag | typeof Machiner;
  /** Whose life. */
  readonly entity: Tag;
  /** What the flag says of each. */
  readonly holds: (life: string) => boolean;
  /** The error to end with where the controller knows no such entity; its answer is the cause. */
  readonly gone: (cause: unknown) => Error;
}

/** The manifold of a flag that is up while the entity's life is as `holds` says. */
export function lifeFlagManifold(config: LifeFlagConfig): Manifold<Flag> {
  return flagManifold([config.apiCallerName], async (context) => {
    const watch = new LifeWatch(context.get(config.apiCallerName), config);
    const answer = config.holds(await watch.life(context.signal));
    return new FlagWorker(answer, (signal) => watch.untilOther(answer, signal));
  });
}

/** Asks for an entity's life, and watches it. */
export class LifeWatch {
  readonly #caller: ApiCaller;
  readonly #config: Omit<LifeFlagConfig, "apiCallerName">;
  readonly #client: Pick<FacadeClient<typeof AgentLifeFlag>, "Life" | "Watch">;

  constructor(caller: ApiCaller, config: Omit<LifeFlagConfig, "apiCallerName">) {
    this.#caller = caller;
    this.#config = config;
    this.#client = facadeClient(caller, config.facade);
  }

  async life(signal: AbortSignal): Promise<string> {
    const entities = [{ tag: this.#config.entity }];
    return this.#known(async () => {
      const { results } = await this.#client.Life({ entities }, { signal });
      return onlyResult(results).life;
    });
  }

  async untilOther(answer: boolean, signal: AbortSignal): Promise<void> {
    const { entity, holds } = this.#config;
    const started = await this.#known(async () => {
      const { results } = await this.#client.Watch({ entities: [{ tag: entity }] }, { signal });
      return onlyResult(results);
    });
    for await (const _ of watchNotify(this.#caller, started, { signal })) {
      const life = await this.life(signal);
      if (holds(life) !== answer) throw new BounceError(`${entity} is ${life} now`);
    }
  }

  async #known<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isApiError(error, "not found")) throw this.#config.gone(error);
      throw error;
    }
  }
}
