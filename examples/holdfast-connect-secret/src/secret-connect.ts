import {
  type Agent,
  ApiInfoMissingError,
  ChangedPasswordError,
  closeOnFailure,
  connectFallback,
  type Connection,
  type ConnectStrategy,
  knownPasswords,
  markAccepted,
  type OpenFunc,
  recordModel,
  RefusalTracker,
  replacePassword,
  requireLife,
  type StrategyPorts,
  watchCredentials,
} from "@holdfast/connect";

import type { SecretSource } from "./secret-source.ts";
import { nextSecret } from "./secret-watch.ts";

export interface SecretConnectOptions {
  /** ms between two looks at the secret while a connection is open. */
  readonly interval: number;
}

/**
 * Logs in with the secret manager's password. Where the controller still has an earlier one, it is
 * given the new one: durable in agent.conf first, then on the wire, then a new login that shows it
 * worked. A new secret is brought to the controller the same way while a connection is open. While the
 * secret manager is down, what agent.conf holds still opens the door.
 */
export class SecretConnect implements ConnectStrategy {
  readonly #source: SecretSource;
  readonly #options: SecretConnectOptions;
  readonly #ports: StrategyPorts;
  readonly #refusals: RefusalTracker;

  constructor(source: SecretSource, options: SecretConnectOptions, ports: StrategyPorts) {
    this.#source = source;
    this.#options = options;
    this.#ports = ports;
    this.#refusals = new RefusalTracker({ clock: ports.clock, patience: ports.policy.patience });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    signal?.throwIfAborted();
    const secret = await this.#secret(signal);
    return this.#refusals.attempt(agent, signal, async () => {
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
        return watchCredentials(connection, (closing) =>
          this.#rotate(agent, connection, accepted, closing),
        );
      });
    });
  }

  /** Waits for a new secret, and brings it to the controller: disk first, then the wire. */
  async #rotate(
    agent: Agent,
    caller: Connection,
    accepted: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { interval } = this.#options;
    const candidate = await nextSecret(this.#source, accepted, interval, this.#ports, signal);
    await replacePassword({ agent, caller, accepted, candidate, signal });
    this.#ports.logger.info("the secret manager has a new password; it was installed");
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
