// The machine, as its controller sees it: its network, its status, and its end. A dying machine is made
// sure to be dead, and then its agent ends; nothing on the machine itself is touched.
import os from "node:os";

import type { Agent } from "@holdfast/agent-config";
import type { ApiCaller } from "@holdfast/api-open";
import {
  defineManifold,
  type Manifold,
  type ResourceName,
  runWorker,
  type Worker,
} from "@holdfast/dependency-engine";
import type { NetworkConfig } from "@holdfast/facades";
import { type Clock, type Logger, silentLogger, systemClock } from "@holdfast/ports";

import { readObservedNetwork } from "../network/observed-network.js";
import { together } from "../together.js";
import { MachineAtController } from "./machine-at-controller.js";

/** What {@link machinerManifold} is made from. */
export interface MachinerConfig {
  readonly agentName: ResourceName<Agent>;
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** The network to tell of; the machine's own by default. */
  readonly network?: () => Promise<readonly NetworkConfig[]>;
  /** The machine's name on its network; that of its system by default. */
  readonly hostname?: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** What others may say of the machine, once it has started. */
export interface StatusTeller {
  /** Shows `info` beside the machine's status at the controller; "" for nothing to say. */
  tell(info: string, signal?: AbortSignal): Promise<void>;
}

/**
 * The manifold whose worker tells the controller the machine's name, its network and that it has
 * started, tells of the network again whenever it is another, and follows the machine's life. One that
 * is dying announces nothing. It outputs a way to say more of the machine's status. It ends with a
 * `TerminateAgentError` once the machine is dead, or unknown.
 */
export function machinerManifold(config: MachinerConfig): Manifold<StatusTeller> {
  return defineManifold({
    inputs: [config.agentName, config.apiCallerName],
    start: async (context) => {
      const { tag } = context.get(config.agentName).currentConfig();
      const machine = new MachineAtController(tag, context.get(config.apiCallerName), {
        network: config.network ?? readObservedNetwork,
        hostname: config.hostname ?? os.hostname(),
        clock: config.clock ?? systemClock,
        logger: config.logger ?? silentLogger,
      });
      await machine.known(() => machine.announce(context.signal));
      return new MachinerWorker(machine);
    },
    output: ({ machine }): StatusTeller => ({
      tell: (info, signal) => machine.tellStatus("started", info, signal),
    }),
  });
}

class MachinerWorker implements Worker {
  readonly machine: MachineAtController;
  readonly #worker: Worker;

  constructor(machine: MachineAtController) {
    this.machine = machine;
    this.#worker = runWorker((killed) =>
      together(
        killed,
        (signal) => machine.known(() => machine.followLife(signal)),
        (signal) => machine.known(() => machine.followNetwork(signal)),
      ),
    );
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
