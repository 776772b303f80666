// Keeps the controllers' addresses, and the authorities that vouch for them, in agent.conf as the controller
// announces them. Writing other addresses makes the api-config-watcher bounce, and by that the api-caller: the agent follows its controllers
// wherever they go.
import type { Agent } from "@holdfast/agent-config";
import { type ApiCaller, facadeClient, type OpenFunc, watchNotify } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { type FacadeClient, Machiner, selectAgentAddresses } from "@holdfast/facades";
import { usableAddresses } from "@holdfast/names";
import { type Logger, silentLogger } from "@holdfast/ports";

import { NarrowCaller } from "../connection/narrow-caller.js";
import { ownBridgeMatcher } from "./own-bridges.js";
import { AddressesNotSavedError, AddressesUnknownError, UnsupportedTagError } from "../errors.js";
import { reportingWorker } from "../reporting-worker.js";
import { together } from "../together.js";
import { announcesAuthorities, followAuthorities } from "./authority-updater.js";

/** What {@link apiAddressUpdaterManifold} is made from. */
export interface ApiAddressUpdaterConfig {
  readonly agentName: ResourceName<Agent>;
  readonly apiCallerName: ResourceName<ApiCaller>;
  /**
   * Opens the trial connection by which an authority proves itself before another is forgotten. Left out,
   * none is forgotten.
   */
  readonly apiOpen?: OpenFunc;
  readonly logger?: Logger;
}

/**
 * The manifold whose worker writes the controllers' addresses to the agent's configuration, at its
 * start and after each change. Addresses on this machine's own bridges are left out, and so is what
 * is no address, told with a count. The address by which it is connected stays behind those announced,
 * until one of them has worked. With a controller that announces its authorities it does the same for
 * those. An answer with no usable address changes nothing: an agent without
 * addresses could never ask again.
 */
export function apiAddressUpdaterManifold(config: ApiAddressUpdaterConfig): Manifold {
  return {
    inputs: [config.agentName, config.apiCallerName],
    start: (context) => {
      const agent = context.get(config.agentName);
      const { tag } = agent.currentConfig();
      if (!tag.startsWith("machine-")) {
        throw new UnsupportedTagError(`expected a machine's agent; got "${tag}"`);
      }
      const { apiOpen, logger = silentLogger } = config;
      const caller = context.get(config.apiCallerName);
      const updater = new AddressUpdater(agent, caller, logger);
      const addresses = (signal: AbortSignal): Promise<void> => updater.run(signal);
      const authorities = (signal: AbortSignal): Promise<void> =>
        followAuthorities(
          { agent, caller, logger, ...(apiOpen === undefined ? {} : { apiOpen }) },
          signal,
        );
      return reportingWorker(
        runWorker((signal) =>
          announcesAuthorities(caller)
            ? together(signal, addresses, authorities)
            : addresses(signal),
        ),
        () => ({ servers: updater.current }),
      );
    },
  };
}

class AddressUpdater {
  current: readonly string[] = [];
  readonly #agent: Agent;
  readonly #caller: ApiCaller;
  readonly #machiner: FacadeClient<typeof Machiner>;
  readonly #logger: Logger;

  constructor(agent: Agent, caller: ApiCaller, logger: Logger) {
    this.#agent = agent;
    this.#caller = caller;
    this.#machiner = facadeClient(caller, Machiner);
    this.#logger = logger;
  }

  async run(signal: AbortSignal): Promise<void> {
    const watch = await this.#machiner.WatchAPIHostPorts({}, { signal });
    for await (const _ of watchNotify(this.#caller, watch, { signal })) {
      await this.#save(await this.#fetch(signal));
    }
  }

  async #fetch(signal: AbortSignal): Promise<readonly string[]> {
    try {
      const { servers } = await this.#machiner.APIHostPorts({}, { signal });
      const onBridge = ownBridgeMatcher();
      return selectAgentAddresses(
        servers.map((server) => server.filter((address) => !onBridge(address))),
      );
    } catch (error) {
      if (signal.aborted) throw error;
      throw new AddressesUnknownError(`error getting addresses: ${String(error)}`, {
        cause: error,
      });
    }
  }

  async #save(announced: readonly string[]): Promise<void> {
    const { addresses, dropped } = usableAddresses(announced, { lastWorked: this.#lastWorked() });
    if (dropped > 0) {
      this.#logger.warn("the controller announces addresses that cannot be used", { dropped });
    }
    if (addresses.length === 0) {
      this.#logger.warn("the controller announces no usable address; keeping those we have");
      return;
    }
    this.current = addresses;
    if (sameList(addresses, this.#agent.currentConfig().apiAddresses)) return;
    try {
      await this.#agent.changeConfig((setter) => setter.setApiAddresses(addresses));
    } catch (error) {
      throw new AddressesNotSavedError(`error setting addresses: ${String(error)}`, {
        cause: error,
      });
    }
    this.#logger.info("controller addresses saved", { addresses });
  }

  /** Only one that the file has: others (a controller's own `localhost`) come from elsewhere. */
  #lastWorked(): string | undefined {
    const used = NarrowCaller.addressOf(this.#caller);
    return this.#agent.currentConfig().apiAddresses.find((address) => address === used);
  }
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
