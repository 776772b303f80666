// Learns from the controller which models there are. A model that is dead, or gone, is not served. Juju 3
// tells by a watcher; Juju 4 has none, and is asked from time to time.
import { restWhereUnserved } from "@holdfast/agent-manifold/building-blocks";
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  offeredVersion,
  watchEvents,
} from "@holdfast/api-open";
import {
  type Manifold,
  type ResourceName,
  type RestartPolicy,
  runWorker,
} from "@holdfast/dependency-engine";
import { AllModelWatcher, Controller, type Delta } from "@holdfast/facades";
import { type Clock, sleep } from "@holdfast/ports";

import { ModelListDeniedError } from "./errors.js";
import type { ModelSet } from "./model-set.js";

/** What {@link modelListWatcherManifold} is made from. */
export interface ModelListWatcherConfig {
  /** A controller-only connection. */
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** What is kept as the controller says. */
  readonly models: ModelSet;
  readonly clock: Clock;
}

/** Between two looks at what no watcher tells of, in ms. */
const PERIOD = 30_000;

/** Who does not tell us its models will not in a second either. */
const askSeldom: RestartPolicy = {
  when: "ERR_MODEL_LIST_DENIED",
  backoff: { delay: 60_000, factor: 2, cap: 3_600_000, reset: 60_000 },
};

/** The manifold whose worker keeps `models` as the controller's list of living models has it. */
export function modelListWatcherManifold(config: ModelListWatcherConfig): Manifold {
  return {
    inputs: [config.apiCallerName],
    restart: [askSeldom, restWhereUnserved],
    start: (context) => {
      const caller = context.get(config.apiCallerName);
      const watched = offeredVersion(caller, AllModelWatcher) !== 0;
      return runWorker((signal) =>
        denialSaysWhatToDo(() =>
          watched
            ? follow(caller, config.models, signal)
            : poll(caller, config.models, config.clock, signal),
        ),
      );
    },
  };
}

async function follow(caller: ApiCaller, models: ModelSet, signal: AbortSignal): Promise<void> {
  const started = await facadeClient(caller, Controller).WatchAllModels({}, { signal });
  let known: ReadonlySet<string> = new Set();
  const changes = watchEvents(caller, AllModelWatcher, started["watcher-id"], { signal });
  for await (const { deltas } of changes) {
    known = modelsAfter(known, deltas);
    models.replace(known);
  }
}

async function poll(
  caller: ApiCaller,
  models: ModelSet,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const controller = facadeClient(caller, Controller);
  for (;;) {
    const { "user-models": all } = await controller.AllModels({}, { signal });
    models.replace(all.map(({ model }) => model.uuid));
    await sleep(PERIOD, { clock, signal });
  }
}

/** Whether the controller would tell its models over this connection. @throws ModelListDeniedError */
export async function tryModelList(caller: ApiCaller, signal: AbortSignal): Promise<void> {
  const controller = facadeClient(caller, Controller);
  await denialSaysWhatToDo<unknown>(() =>
    offeredVersion(caller, AllModelWatcher) !== 0
      ? controller.WatchAllModels({}, { signal })
      : controller.AllModels({}, { signal }),
  );
}

/** What `work` gives; a refusal as one that says what to do. */
export async function denialSaysWhatToDo<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
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
