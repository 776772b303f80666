// What a machine's agent says of its machine, call by call. Juju 3 is told the machine's addresses, and
// its network besides; Juju 4 (`Machiner` 6) knows the addresses from the network alone.
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  offeredVersion,
  onlyResult,
  watchNotify,
} from "@holdfast/api-open";
import {
  Agent as AgentFacade,
  type FacadeClient,
  Machiner,
  type NetworkConfig,
} from "@holdfast/facades";
import { parseTag, type Tag } from "@holdfast/names";
import { type Clock, type Logger, sleep } from "@holdfast/ports";

import { TerminateAgentError } from "../agent-end/agent-end-errors.js";
import { machineAddresses } from "./machine-addresses.js";

/** How often the network is looked at, in ms: Node.js is not told when it changes. */
const NETWORK_PERIOD = 60_000;
/** Between two tries of what is to be tried again, in ms. */
const TRY_AGAIN_DELAY = 5_000;

export interface MachineOptions {
  readonly network: () => Promise<readonly NetworkConfig[]>;
  readonly hostname: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class MachineAtController {
  readonly #tag: Tag;
  readonly #caller: ApiCaller;
  readonly #machiner: FacadeClient<typeof Machiner>;
  readonly #options: MachineOptions;
  #life = "unknown";
  #network: readonly NetworkConfig[] = [];

  constructor(tag: Tag, caller: ApiCaller, options: MachineOptions) {
    this.#tag = tag;
    this.#caller = caller;
    this.#machiner = facadeClient(caller, Machiner);
    this.#options = options;
  }

  report(): Record<string, unknown> {
    return {
      life: this.#life,
      hostname: this.#options.hostname,
      container: containerType(this.#tag) ?? "none",
      addresses: machineAddresses(this.#network).map(({ value }) => value),
    };
  }

  /** Does `ask`; that the controller knows no such machine ends the agent. */
  async known(ask: () => Promise<void>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      // Not so for a refusal, which Juju takes for the same: it may pass, as it does after an upgrade.
      if (!isApiError(error, "not found")) throw error;
      throw new TerminateAgentError(`the controller knows no ${this.#tag} any more`, {
        cause: error,
      });
    }
  }

  /** Tells what there is to tell at the start, of a machine that lives. */
  async announce(signal: AbortSignal): Promise<void> {
    if ((await this.#askLife(signal)) !== "alive") return;
    const args = [{ tag: this.#tag, hostname: this.#options.hostname }];
    const started = await this.#machiner.RecordAgentStartInformation({ args }, { signal });
    onlyResult(started.results);
    await this.#tellNetwork(await this.#options.network(), signal);
    await this.tellStatus("started", "", signal);
  }

  async followLife(signal: AbortSignal): Promise<void> {
    const { results } = await this.#machiner.Watch(this.#entities, { signal });
    let before = "";
    for await (const _ of watchNotify(this.#caller, onlyResult(results), { signal })) {
      const life = await this.#askLife(signal);
      if (life !== before) this.#options.logger.info(`the machine is ${life}`);
      before = life;
      if (life === "alive") continue;
      if (life === "dying" && !(await this.#ensureDead(signal))) continue;
      throw new TerminateAgentError(`${this.#tag} is dead; its agent has nothing left to do`);
    }
  }

  /** Tells of the network whenever it is another than the one last told of. */
  async followNetwork(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(NETWORK_PERIOD, { clock: this.#options.clock, signal });
      if (this.#life !== "alive") continue;
      const network = await this.#options.network();
      if (JSON.stringify(network) === JSON.stringify(this.#network)) continue;
      await this.#tellNetwork(network, signal);
      this.#options.logger.info("the machine's network has changed");
    }
  }

  async tellStatus(status: string, info: string, signal?: AbortSignal): Promise<void> {
    const entities = [{ tag: this.#tag, status, info, data: {} }];
    onlyResult((await this.#machiner.SetStatus({ entities }, { signal })).results);
  }

  async #askLife(signal: AbortSignal): Promise<string> {
    this.#life = onlyResult((await this.#machiner.Life(this.#entities, { signal })).results).life;
    return this.#life;
  }

  /** Whether the machine is dead now; one that others still depend on is asked again when it changes. */
  async #ensureDead(signal: AbortSignal): Promise<boolean> {
    const { clock, logger } = this.#options;
    await this.tellStatus("stopped", "", signal);
    for (;;) {
      try {
        onlyResult((await this.#machiner.EnsureDead(this.#entities, { signal })).results);
        return true;
      } catch (error) {
        if (isApiError(error, ...BUSY)) {
          logger.info("the machine cannot die yet", { error });
          return false;
        }
        if (!isApiError(error, "try again")) throw error;
        logger.info("the controller asks to wait before the machine may die", { error });
        await sleep(TRY_AGAIN_DELAY, { clock, signal });
      }
    }
  }

  async #tellNetwork(network: readonly NetworkConfig[], signal: AbortSignal): Promise<void> {
    const tag = this.#tag;
    if (offeredVersion(this.#caller, Machiner) < 6) {
      const addresses = (await this.#keepsAddresses(signal)) ? [] : [...machineAddresses(network)];
      const all = { "machine-addresses": [{ tag, addresses }] };
      onlyResult((await this.#machiner.SetMachineAddresses(all, { signal })).results);
    }
    await this.#machiner.SetObservedNetworkConfig({ tag, config: [...network] }, { signal });
    this.#network = network;
  }

  /** Whether the model wants no addresses of its machines' own; a container's are wanted all the same. */
  async #keepsAddresses(signal: AbortSignal): Promise<boolean> {
    if (containerType(this.#tag) !== undefined) return false;
    const { config } = await facadeClient(this.#caller, AgentFacade).ModelConfig({}, { signal });
    return config["ignore-machine-addresses"] === true;
  }

  get #entities(): { entities: { tag: Tag }[] } {
    return { entities: [{ tag: this.#tag }] };
  }
}

/** The answers that say that something else must go first. */
const BUSY = [
  "machine has assigned units",
  "machine has attached storage",
  "machine is hosting containers",
] as const;

/** `lxd` of machine `0/lxd/1`; undefined of a machine that is no container. */
function containerType(tag: Tag): string | undefined {
  return parseTag(tag).id.split("/").at(-2);
}
