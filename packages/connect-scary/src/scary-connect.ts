import {
  type Agent,
  ApiInfoMissingError,
  ChangedPasswordError,
  type Clock,
  closeOnFailure,
  connectFallback,
  type ConnectPolicy,
  type ConnectStrategy,
  type Connection,
  defaultConnectPolicy,
  knownPasswords,
  type Logger,
  type OpenFunc,
  recordModel,
  RefusalTracker,
  requireLife,
  rotate,
  silentLogger,
  systemClock,
} from "@holdfast/connect";

export interface ScaryConnectOptions {
  readonly policy?: ConnectPolicy;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Makes a password of at least 24 bytes that nobody can guess. */
  readonly generatePassword?: (() => string) | undefined;
}

/**
 * Logs in, checks that the agent's entity lives, and takes care that its password is one that nobody
 * else knows. Scary, since it changes the credentials on which everything depends: disk first, then
 * the controller, then a new login that shows it worked. As Juju's `ScaryConnect`, with the lock-outs
 * taken out (see SPEC.md).
 */
export class ScaryConnect implements ConnectStrategy {
  readonly #ports: { policy: ConnectPolicy; clock: Clock; logger: Logger };
  readonly #generate: (() => string) | undefined;
  readonly #refusals: RefusalTracker;

  constructor(options: ScaryConnectOptions = {}) {
    const { policy = defaultConnectPolicy, clock = systemClock, logger = silentLogger } = options;
    this.#ports = { policy, clock, logger };
    this.#generate = options.generatePassword;
    this.#refusals = new RefusalTracker({ clock, patience: policy.patience });
  }

  /**
   * @throws {ApiInfoMissingError} where the configuration has no addresses
   * @throws {ChangedPasswordError} once the password was replaced: connect again at once
   * @throws {ConnectImpossibleError} where the entity is dead or denied, no known password is accepted,
   *   or it is not provisioned in time
   * @throws {CredentialsRefusedError} instead, while the policy is patient with a controller that has
   *   admitted the agent before
   */
  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    return this.#refusals.attempt(agent, signal, () => this.#attempt(agent, apiOpen, signal));
  }

  async #attempt(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const passwords = knownPasswords(config);
    const { connection, password } = await connectFallback({
      apiOpen,
      info,
      passwords,
      signal,
      ...this.#ports,
    });
    const next = (): Promise<Connection> => this.#afterLogin(agent, connection, password, signal);
    return closeOnFailure(connection, next, this.#ports.logger);
  }

  /** Records the model, then checks the life, then sees to the password. */
  async #afterLogin(
    agent: Agent,
    connection: Connection,
    accepted: string,
    signal?: AbortSignal,
  ): Promise<Connection> {
    const { logger, clock } = this.#ports;
    const generate = this.#generate;
    await recordModel(agent, connection, logger);
    await requireLife(connection, agent.currentConfig().tag, { signal });
    const caller = connection;
    const outcome = await rotate({ agent, caller, accepted, signal, logger, clock, generate });
    switch (outcome) {
      case "kept":
        return connection;
      case "replaced":
        logger.info("password replaced", { tag: agent.currentConfig().tag });
        throw new ChangedPasswordError();
    }
  }
}

const withDefaults = new ScaryConnect();

/**
 * {@link ScaryConnect} with its defaults, as a function. It remembers refusals for each agent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen } from "@holdfast/api-open";
 * import { isChangedPassword } from "@holdfast/connect";
 * import { scaryConnect } from "@holdfast/connect-scary";
 * import { MemoryAgent } from "@holdfast/connect-testkit";
 * import { startController } from "@holdfast/controller";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const agent = new MemoryAgent({
 *   tag: "machine-0",
 *   nonce,
 *   caCert: controller.caCert,
 *   model: `model-${model}`,
 *   password: "", // none of its own yet
 *   oldPassword: password,
 *   apiAddresses: [controller.address],
 * }); // openAgent() of @holdfast/agent-config gives a real one
 *
 * await assert.rejects(scaryConnect(agent, apiOpen), isChangedPassword); // call again at once
 * const connection = await scaryConnect(agent, apiOpen);
 * assert.equal(connection.authTag, "machine-0");
 * assert.equal(agent.record.oldPassword, password);
 * assert.notEqual(agent.record.password, password); // one that nobody else knows
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export const scaryConnect: ScaryConnect["connect"] = (agent, apiOpen, signal) =>
  withDefaults.connect(agent, apiOpen, signal);
