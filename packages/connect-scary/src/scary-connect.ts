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
  CredentialsRefusedError,
  credentialsOf,
  defaultConnectPolicy,
  hasCode,
  impossible,
  impossibleReason,
  type ImpossibleReason,
  knownPasswords,
  type Logger,
  type OpenFunc,
  recordModel,
  RefusalMemory,
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
  readonly #policy: ConnectPolicy;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #generate: (() => string) | undefined;
  readonly #refusals: RefusalMemory;

  constructor(options: ScaryConnectOptions = {}) {
    this.#policy = options.policy ?? defaultConnectPolicy;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#generate = options.generatePassword;
    this.#refusals = new RefusalMemory({ clock: this.#clock, patience: this.#policy.patience });
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
    try {
      const connection = await this.#attempt(agent, apiOpen, signal);
      this.#refusals.admit(agent);
      return connection;
    } catch (error) {
      if (signal?.aborted === true) throw error;
      if (hasCode(error, "ERR_CHANGED_PASSWORD")) this.#refusals.admit(agent);
      const reason = impossibleReason(error);
      if (reason === undefined) throw error;
      throw this.#verdict(agent, reason, error);
    }
  }

  async #attempt(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const [policy, clock, logger] = [this.#policy, this.#clock, this.#logger];
    const passwords = knownPasswords(config);
    const login = await connectFallback({
      apiOpen,
      info,
      passwords,
      signal,
      policy,
      clock,
      logger,
    });
    return closeOnFailure(
      login.connection,
      () => this.#settle(agent, login.connection, login.password, signal),
      logger,
    );
  }

  /** What follows a login, in this order: the model recorded, the life checked, the password seen to. */
  async #settle(
    agent: Agent,
    connection: Connection,
    accepted: string,
    signal?: AbortSignal,
  ): Promise<Connection> {
    const [logger, generate] = [this.#logger, this.#generate];
    await recordModel(agent, connection, logger);
    await requireLife(connection, agent.currentConfig().tag, { signal });
    const caller = connection;
    const outcome = await rotate({ agent, caller, accepted, signal, logger, generate });
    switch (outcome) {
      case "kept":
        return connection;
      case "replaced":
        logger.info("password replaced", { tag: agent.currentConfig().tag });
        throw new ChangedPasswordError();
    }
  }

  /** A refusal is final at once, unless the controller is known to have admitted this agent before. */
  #verdict(agent: Agent, reason: ImpossibleReason, cause: unknown): Error {
    const config = agent.currentConfig();
    const mayPass = reason === "unauthorized" || reason === "not provisioned";
    if (mayPass && credentialsOf(config).admitted) {
      const { episode, final } = this.#refusals.refuse(agent);
      if (!final) return new CredentialsRefusedError(config.tag, { ...episode, cause });
    }
    return impossible(reason, config.tag, { cause });
  }
}

const withDefaults = new ScaryConnect();

/** {@link ScaryConnect} with its defaults, as a function. It remembers refusals for each agent. */
export const scaryConnect: ScaryConnect["connect"] = (agent, apiOpen, signal) =>
  withDefaults.connect(agent, apiOpen, signal);
