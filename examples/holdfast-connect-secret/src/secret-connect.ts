import {
  type Agent,
  ApiInfoMissingError,
  ChangedPasswordError,
  type Clock,
  closeOnFailure,
  connectFallback,
  type Connection,
  type ConnectPolicy,
  type ConnectStrategy,
  Judge,
  knownPasswords,
  type Logger,
  markAccepted,
  type OpenFunc,
  recordModel,
  replacePassword,
  requireLife,
} from "@holdfast/connect";

import type { SecretSource } from "./secret-source.ts";

export interface SecretConnectPorts {
  readonly policy: ConnectPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Logs in with the secret manager's password. Where the controller still has an earlier one, it is
 * given the new one: durable in agent.conf first, then on the wire, then a new login that shows it
 * worked. While the secret manager is down, what agent.conf holds still opens the door.
 */
export class SecretConnect implements ConnectStrategy {
  readonly #source: SecretSource;
  readonly #ports: SecretConnectPorts;
  readonly #judge: Judge;

  constructor(source: SecretSource, ports: SecretConnectPorts) {
    this.#source = source;
    this.#ports = ports;
    this.#judge = new Judge({ clock: ports.clock, patience: ports.policy.patience });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    signal?.throwIfAborted();
    const secret = await this.#secret(signal);
    return this.#judge.attempt(agent, signal, async () => {
      const config = agent.currentConfig();
      const info = config.apiInfo();
      if (info === undefined) throw new ApiInfoMissingError();
      const passwords = [secret ?? "", ...knownPasswords(config)];
      const login = await connectFallback({ apiOpen, info, passwords, signal, ...this.#ports });
      const { connection, password: accepted } = login;
      return closeOnFailure(connection, async () => {
        await recordModel(agent, connection, this.#ports.logger);
        await requireLife(connection, config.tag, { signal });
        if (secret !== undefined) await this.#install(agent, connection, secret, accepted, signal);
        await markAccepted({ agent, accepted, logger: this.#ports.logger });
        return connection;
      });
    });
  }

  /** Sees to it that the secret is the password, on disk and on the controller. */
  async #install(
    agent: Agent,
    caller: Connection,
    secret: string,
    accepted: string,
    signal?: AbortSignal,
  ): Promise<void> {
    if (accepted !== secret) {
      await replacePassword({ agent, caller, accepted, candidate: secret, signal });
      throw new ChangedPasswordError("the secret manager's password was installed; retry");
    }
    const config = agent.currentConfig();
    const current = config.apiInfo()?.password ?? "";
    if (current === secret) return;
    // Somebody told the controller already. Kept for the day on which the secret manager is down.
    await agent.changeConfig((setter) => {
      setter.setPassword(secret);
      if (current !== "") setter.setOldPassword(current);
    });
  }

  async #secret(signal?: AbortSignal): Promise<string | undefined> {
    try {
      return await this.#source.read(signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#ports.logger.warn("no secret to be had; trying what agent.conf holds", { error });
      return undefined;
    }
  }
}
