import {
  type Agent,
  ApiInfoMissingError,
  ChangedPasswordError,
  closeOnFailure,
  connectFallback,
  type Connection,
  type ConnectStrategy,
  knownPasswords,
  type OpenFunc,
  recordModel,
  RefusalTracker,
  requireLife,
  rotate,
  type StrategyPorts,
} from "@holdfast/connect";

/**
 * Connects an agent. As it stands, it does what ScaryConnect does, step by step: change the step
 * that you came for, and let the conformance suite say what else changed with it.
 */
export class __CLASS__ implements ConnectStrategy {
  readonly #ports: StrategyPorts;
  readonly #refusals: RefusalTracker;

  constructor(ports: StrategyPorts) {
    this.#ports = ports;
    // Says which failures are permanent; a controller that knew the agent yesterday gets some time.
    this.#refusals = new RefusalTracker({ clock: ports.clock, patience: ports.policy.patience });
  }

  connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    return this.#refusals.attempt(agent, signal, async () => {
      const config = agent.currentConfig();
      const info = config.apiInfo();
      if (info === undefined) throw new ApiInfoMissingError();

      // 1. Log in: the current password, then earlier ones, waiting while not provisioned.
      const passwords = knownPasswords(config);
      const login = await connectFallback({ apiOpen, info, passwords, signal, ...this.#ports });
      const { connection, password: accepted } = login;
      const { logger } = this.#ports;

      // From here on the connection is ours: should anything fail, it is closed.
      return closeOnFailure(connection, async () => {
        // 2. An agent.conf that is older than models learns which model it belongs to.
        await recordModel(agent, connection, logger);
        // 3. A dead machine needs no agent.
        await requireLife(connection, config.tag, { signal });
        // 4. A password that others may know is replaced: on disk first, then on the controller.
        const outcome = await rotate({ agent, caller: connection, accepted, signal, logger });
        if (outcome === "replaced") throw new ChangedPasswordError();
        return connection;
      });
    });
  }
}
