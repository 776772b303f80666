// A flag for a model's life, by what the controller's release offers: LifeFlag in Juju 3. In Juju 4 an
// agent is told nothing of a model's life; it is admitted to the model as long as there is one, and may
// read its configuration.
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  offeredVersion,
  watchNotify,
} from "@holdfast/api-open";
import type { Manifold, ResourceName } from "@holdfast/dependency-engine";
import { Agent, LifeFlag } from "@holdfast/facades";
import type { ModelTag } from "@holdfast/names";
import { untilAborted } from "@holdfast/ports";

import { ModelRemovedError } from "../agent-end/agent-end-errors.js";
import { type Flag, flagManifold, FlagWorker } from "./flag.js";
import { LifeWatch } from "./life-flag.js";

/** What {@link modelLifeFlagManifold} is made from. */
export interface ModelLifeFlagConfig {
  /** A connection to the model. */
  readonly apiCallerName: ResourceName<ApiCaller>;
  readonly model: ModelTag;
}

/**
 * The manifold of a flag that is up unless the model is dead. It ends with a `ModelRemovedError` where
 * the model is gone.
 */
export function modelLifeFlagManifold({
  apiCallerName,
  model,
}: ModelLifeFlagConfig): Manifold<Flag> {
  const gone = (cause: unknown): Error => new ModelRemovedError(undefined, { cause });
  const holds = (life: string): boolean => life !== "dead";
  return flagManifold([apiCallerName], async ({ get, signal: starting }) => {
    const caller = get(apiCallerName);
    if (offeredVersion(caller, LifeFlag) === 0) {
      return new FlagWorker(true, (signal) => whileReadable(caller, gone, signal), {
        "life known by": "the model's admission and its configuration",
      });
    }
    const watch = new LifeWatch(caller, { facade: LifeFlag, entity: model, holds, gone });
    const answer = holds(await watch.life(starting));
    return new FlagWorker(answer, (signal) => watch.untilOther(answer, signal));
  });
}

/** Ends where the model's configuration says that there is no model. */
async function whileReadable(
  caller: ApiCaller,
  gone: (cause: unknown) => Error,
  signal: AbortSignal,
): Promise<void> {
  try {
    const agent = facadeClient(caller, Agent);
    const started = await agent.WatchForModelConfigChanges({}, { signal });
    for await (const _ of watchNotify(caller, started, { signal })) {
      await agent.ModelConfig({}, { signal });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (isApiError(error, "not found", "model not found")) throw gone(error);
    // The agent of a model itself (its tag is the model's) may not ask: the connection has to do.
    if (!isApiError(error, "unauthorized access", "not implemented")) throw error;
    await untilAborted(signal);
  }
}
