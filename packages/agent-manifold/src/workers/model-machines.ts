// Follows the machines of a model: which there are, and how each is doing. Juju 3 tells by a watcher
// (`InstancePoller`); Juju 4 has none for agents, and answers `Client.FullStatus`, to those whom it lets.
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  offeredVersion,
  watchStrings,
} from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { Client, InstancePoller } from "@holdfast/facades";
import { machineTag } from "@holdfast/names";
import { type Clock, type Logger, silentLogger, sleep, systemClock } from "@holdfast/ports";

import { NotServedError } from "../errors.js";
import { reportingWorker } from "../reporting-worker.js";

/** What {@link modelMachinesManifold} is made from. */
export interface ModelMachinesConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Between two looks at what no watcher tells of, in ms. */
const PERIOD = 30_000;

/**
 * The manifold whose worker knows each machine of the model by its life; its report lists them. It
 * rests where the controller tells an agent nothing of machines.
 */
export function modelMachinesManifold(config: ModelMachinesConfig): Manifold {
  const { clock = systemClock, logger = silentLogger } = config;
  return {
    inputs: [config.apiCallerName],
    start: (context) => {
      const caller = context.get(config.apiCallerName);
      const machines = new Machines(logger);
      const watched = offeredVersion(caller, InstancePoller) !== 0;
      return reportingWorker(
        runWorker((signal) =>
          watched ? follow(caller, machines, signal) : poll(caller, machines, clock, signal),
        ),
        () => ({ machines: machines.lives, by: watched ? "a watcher" : "asking" }),
      );
    },
  };
}

/** The machines by their lives; what changes is logged. */
class Machines {
  readonly #lives = new Map<string, string>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get lives(): Record<string, string> {
    return Object.fromEntries(this.#lives);
  }

  get ids(): string[] {
    return [...this.#lives.keys()];
  }

  set(id: string, life: string): void {
    if (this.#lives.get(id) === life) return;
    this.#logger.info(`machine ${id} is ${life}`);
    if (life === "gone") this.#lives.delete(id);
    else this.#lives.set(id, life);
  }
}

async function follow(caller: ApiCaller, machines: Machines, signal: AbortSignal): Promise<void> {
  const poller = facadeClient(caller, InstancePoller);
  const started = await poller.WatchModelMachines({}, { signal });
  for await (const ids of watchStrings(caller, started, { signal })) {
    if (ids.length === 0) continue;
    const entities = ids.map((id) => ({ tag: machineTag(id) }));
    const { results } = await poller.Life({ entities }, { signal });
    for (const [at, id] of ids.entries()) {
      const result = results[at];
      machines.set(id, result === undefined || result.error !== undefined ? "gone" : result.life);
    }
  }
}

async function poll(
  caller: ApiCaller,
  machines: Machines,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const client = facadeClient(caller, Client);
  for (;;) {
    const status = await client.FullStatus({ patterns: [] }, { signal }).catch(refused);
    for (const [id, machine] of Object.entries(status.machines)) {
      // Without a word of its life a machine is alive.
      machines.set(id, machine["instance-status"].life || machine["agent-status"].life || "alive");
    }
    for (const id of machines.ids)
      if (!Object.hasOwn(status.machines, id)) machines.set(id, "gone");
    await sleep(PERIOD, { clock, signal });
  }
}

/** Not a passing failure: the facade is for users, whatever the agent. */
function refused(cause: unknown): never {
  if (!isApiError(cause, "unauthorized access")) throw cause;
  throw new NotServedError("the controller tells agents nothing of a model's machines", { cause });
}
