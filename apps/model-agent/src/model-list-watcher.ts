// Learns from the controller which models there are. A model that is dead, or gone, is not served.
import { type ApiCaller, facadeClient, isApiError, watchEvents } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { AllModelWatcher, Controller, type Delta } from "@holdfast/facades";

import { ModelListDeniedError } from "./errors.js";
import type { ModelSet } from "./model-set.js";

/** What {@link modelListWatcherManifold} is made from. */
export interface ModelListWatcherConfig {
  /** A controller-only connection. */
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** What is kept as the controller says. */
  readonly models: ModelSet;
}

/** The manifold whose worker keeps `models` as the controller's list of living models has it. */
export function modelListWatcherManifold(config: ModelListWatcherConfig): Manifold {
  return {
    inputs: [config.apiCallerName],
    start: (context) => {
      const caller = context.get(config.apiCallerName);
      return runWorker((signal) => follow(caller, config.models, signal));
    },
  };
}

async function follow(caller: ApiCaller, models: ModelSet, signal: AbortSignal): Promise<void> {
  const watcher = await start(caller, signal);
  let known: ReadonlySet<string> = new Set();
  const changes = watchEvents(caller, AllModelWatcher, watcher, { signal });
  for await (const { deltas } of changes) {
    known = modelsAfter(known, deltas);
    models.replace(known);
  }
}

async function start(caller: ApiCaller, signal: AbortSignal): Promise<string> {
  try {
    const result = await facadeClient(caller, Controller).WatchAllModels({}, { signal });
    return result["watcher-id"];
  } catch (error) {
    if (isApiError(error, "unauthorized access")) throw new ModelListDeniedError({ cause: error });
    throw error;
  }
}

/** The models that live after `deltas`; the first answer of a watcher tells of all there are. */
export function modelsAfter(
  before: ReadonlySet<string>,
  deltas: readonly Delta[],
): ReadonlySet<string> {
  const after = new Set(before);
  for (const [kind, change, entity] of deltas) {
    const uuid = entity["model-uuid"];
    if (kind !== "model" || typeof uuid !== "string") continue;
    if (change === "remove" || entity["life"] === "dead") after.delete(uuid);
    else after.add(uuid);
  }
  return after;
}
