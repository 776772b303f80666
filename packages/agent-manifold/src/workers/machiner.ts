// The machine, as its controller sees it: its addresses, its status, and its end. A dying machine is
// made sure to be dead, and then its agent ends; nothing on the machine itself is touched.
import type { Agent } from "@holdfast/agent-config";
import {
  type ApiCaller,
  facadeClient,
  isApiError,
  onlyResult,
  watchNotify,
} from "@holdfast/api-open";
import {
  defineManifold,
  type Manifold,
  type ResourceName,
  runWorker,
  type Worker,
} from "@holdfast/dependency-engine";
import { type Address, type FacadeClient, Machiner } from "@holdfast/facades";
import type { Tag } from "@holdfast/names";
import { type Logger, silentLogger } from "@holdfast/ports";

import { TerminateAgentError } from "../agent-end/agent-end-errors.js";
import { machineAddresses } from "./machine-addresses.js";

/** What {@link machinerManifold} is made from. */
export interface MachinerConfig {
  readonly agentName: ResourceName<Agent>;
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** The addresses to tell; those of the machine by default. */
  readonly addresses?: () => readonly Address[];
  readonly logger?: Logger;
}

/** What others may say of the machine, once it has started. */
export interface MachineStatus {
  /** Shows `info` beside the machine's status at the controller; "" for nothing to say. */
  tell(info: string, signal?: AbortSignal): Promise<void>;
}

/**
 * The manifold whose worker tells the controller the machine's addresses and that it has started,
 * and follows its life. It outputs a way to say more of the machine's status. It ends with a `TerminateAgentError` once the machine is dead, or unknown.
 */
export function machinerManifold(config: MachinerConfig): Manifold<MachineStatus> {
  return defineManifold({
    inputs: [config.agentName, config.apiCallerName],
    start: async (context) => {
      const { tag } = context.get(config.agentName).currentConfig();
      const machine = new Machine(tag, context.get(config.apiCallerName), config);
      await machine.known(() => machine.announce(context.signal));
      return new MachinerWorker(machine);
    },
    output: ({ machine }): MachineStatus => ({
      tell: (info, signal) => machine.tellStatus("started", info, signal),
    }),
  });
}

class MachinerWorker implements Worker {
  readonly machine: Machine;
  readonly #worker: Worker;

  constructor(machine: Machine) {
    this.machine = machine;
    this.#worker = runWorker((signal) => machine.known(() => machine.follow(signal)));
  }
  kill(): void {
    this.#worker.kill();
  }
  wait(): Promise<void> {
    return this.#worker.wait();
  }
  report(): Record<string, unknown> {
    return this.machine.report();
  }
}

class Machine {
  readonly #tag: Tag;
  readonly #caller: ApiCaller;
  readonly #machiner: FacadeClient<typeof Machiner>;
  readonly #addresses: readonly Address[];
  readonly #logger: Logger;
  #life = "unknown";

  constructor(tag: Tag, caller: ApiCaller, config: MachinerConfig) {
    this.#tag = tag;
    this.#caller = caller;
    this.#machiner = facadeClient(caller, Machiner);
    this.#addresses = (config.addresses ?? machineAddresses)();
    this.#logger = config.logger ?? silentLogger;
  }

  report(): Record<string, unknown> {
    return { life: this.#life, addresses: this.#addresses.map(({ value }) => value) };
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

  async announce(signal: AbortSignal): Promise<void> {
    await this.#tellAddresses(signal);
    await this.tellStatus("started", "", signal);
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { results } = await this.#machiner.Watch(this.#entities, { signal });
    for await (const _ of watchNotify(this.#caller, onlyResult(results), { signal })) {
      const before = this.#life;
      this.#life = onlyResult((await this.#machiner.Life(this.#entities, { signal })).results).life;
      if (this.#life !== before) this.#logger.info(`the machine is ${this.#life}`);
      if (this.#life === "alive") continue;
      if (this.#life === "dying" && !(await this.#ensureDead(signal))) continue;
      throw new TerminateAgentError(`${this.#tag} is dead; its agent has nothing left to do`);
    }
  }

  /** Whether the machine is dead now; one that others still depend on is asked again when it changes. */
  async #ensureDead(signal: AbortSignal): Promise<boolean> {
    await this.tellStatus("stopped", "", signal);
    try {
      onlyResult((await this.#machiner.EnsureDead(this.#entities, { signal })).results);
      return true;
    } catch (error) {
      const busy = ["machine has assigned units", "machine has attached storage"] as const;
      if (!isApiError(error, ...busy)) throw error;
      this.#logger.info("the machine cannot die yet", { error });
      return false;
    }
  }

  async #tellAddresses(signal: AbortSignal): Promise<void> {
    const addresses = [...this.#addresses];
    const all = { "machine-addresses": [{ tag: this.#tag, addresses }] };
    onlyResult((await this.#machiner.SetMachineAddresses(all, { signal })).results);
  }

  async tellStatus(status: string, info: string, signal?: AbortSignal): Promise<void> {
    const entities = [{ tag: this.#tag, status, info, data: {} }];
    onlyResult((await this.#machiner.SetStatus({ entities }, { signal })).results);
  }

  get #entities(): { entities: { tag: Tag }[] } {
    return { entities: [{ tag: this.#tag }] };
  }
}
