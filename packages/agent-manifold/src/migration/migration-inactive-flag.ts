// A flag that is up while the model stays where it is.
import { type ApiCaller, facadeClient, onlyResult, watchNotify } from "@holdfast/api-open";
import { BounceError, type Manifold, type ResourceName } from "@holdfast/dependency-engine";
import { type FacadeClient, MigrationFlag } from "@holdfast/facades";
import type { ModelTag } from "@holdfast/names";

import { type Flag, flagManifold, FlagWorker } from "../flags/flag.js";
import { UnsupportedTagError } from "../errors.js";
import { isMigrating } from "./phase.js";

/** What {@link migrationInactiveFlagManifold} is made from. */
export interface MigrationInactiveFlagConfig {
  /** A connection to the model that is asked about. */
  readonly apiCallerName: ResourceName<ApiCaller>;
}

/** The manifold of a flag that is up while the connection's model is not being migrated. */
export function migrationInactiveFlagManifold(config: MigrationInactiveFlagConfig): Manifold<Flag> {
  return flagManifold([config.apiCallerName], async (context) => {
    const caller = context.get(config.apiCallerName);
    const { modelTag } = caller;
    if (modelTag === undefined) {
      throw new UnsupportedTagError("a connection to the controller alone has no migration");
    }
    const watch = new PhaseWatch(caller, modelTag);
    const inactive = !isMigrating(await watch.phase(context.signal));
    return new FlagWorker(inactive, (signal) => watch.untilOther(inactive, signal));
  });
}

class PhaseWatch {
  readonly #caller: ApiCaller;
  readonly #flag: FacadeClient<typeof MigrationFlag>;
  readonly #entities: { entities: { tag: ModelTag }[] };

  constructor(caller: ApiCaller, model: ModelTag) {
    this.#caller = caller;
    this.#flag = facadeClient(caller, MigrationFlag);
    this.#entities = { entities: [{ tag: model }] };
  }

  async phase(signal: AbortSignal): Promise<string> {
    const { results } = await this.#flag.Phase(this.#entities, { signal });
    return onlyResult(results).phase ?? "";
  }

  async untilOther(inactive: boolean, signal: AbortSignal): Promise<void> {
    const { results } = await this.#flag.Watch(this.#entities, { signal });
    for await (const _ of watchNotify(this.#caller, onlyResult(results), { signal })) {
      const phase = await this.phase(signal);
      if (isMigrating(phase) === inactive) throw new BounceError(`migration phase ${phase}`);
    }
  }
}
