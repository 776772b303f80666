// Follows the machines of a model: which there are, and how each is doing.
import { type ApiCaller, facadeClient, watchStrings } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { type FacadeClient, InstancePoller } from "@holdfast/facades";
import { machineTag } from "@holdfast/names";
import { type Logger, silentLogger } from "@holdfast/ports";

import { reportingWorker } from "../reporting-worker.js";

/** What {@link modelMachinesManifold} is made from. */
export interface ModelMachinesConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  readonly logger?: Logger;
}

/** The manifold whose worker knows each machine of the model by its life; its report lists them. */
export function modelMachinesManifold(config: ModelMachinesConfig): Manifold {
  return {
    inputs: [config.apiCallerName],
    start: (context) => {
      const lives = new Map<string, string>();
      const caller = context.get(config.apiCallerName);
      const { logger = silentLogger } = config;
      return reportingWorker(
        runWorker((signal) => follow(caller, lives, logger, signal)),
        () => ({ machines: Object.fromEntries(lives) }),
      );
    },
  };
}

async function follow(
  caller: ApiCaller,
  lives: Map<string, string>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const poller = facadeClient(caller, InstancePoller);
  const started = await poller.WatchModelMachines({}, { signal });
  for await (const changed of watchStrings(caller, started, { signal })) {
    if (changed.length > 0) await learn(poller, changed, lives, logger, signal);
  }
}

async function learn(
  poller: FacadeClient<typeof InstancePoller>,
  ids: readonly string[],
  lives: Map<string, string>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const entities = ids.map((id) => ({ tag: machineTag(id) }));
  const { results } = await poller.Life({ entities }, { signal });
  for (const [at, id] of ids.entries()) {
    const result = results[at];
    const life = result === undefined || result.error !== undefined ? "gone" : result.life;
    if (lives.get(id) === life) continue;
    logger.info(`machine ${id} is ${life}`);
    if (life === "gone") lives.delete(id);
    else lives.set(id, life);
  }
}
