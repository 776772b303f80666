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
  renewCredentials,
  requireLife,
  type StrategyPorts,
} from "@holdfast/connect";

import { CurrentPassword } from "./current-password.ts";
import type { SecretSource } from "./secret-source.ts";
import { nextSecret } from "./secret-watch.ts";

export interface SecretConnectOptions {
  /** ms between two looks at the secret while a connection is open. */
  readonly interval: number;
}

/**
 * Logs in with the secret manager's password. Where the controller still has an earlier one, it is
 * given the new one: durable in agent.conf first, then on the wire, then a new login that shows it
 * worked. While a connection is open a new secret is brought to the controller over that, and it goes on:
 * its next streams show the new one, and so does the next login. While the secret manager is down, what
 * agent.conf holds still opens the door.
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
      const current = new CurrentPassword(apiOpen);
      const login = await connectFallback({
        ...this.#ports,
        apiOpen: current.apiOpen,
        info,
        passwords,
        signal,
      });
      const { connection, password: accepted } = login;
      return closeOnFailure(connection, async () => {
        await recordModel(agent, connection, this.#ports.logger);
        await requireLife(connection, config.tag, { signal });
        if (secret !== undefined) await this.#install(agent, connection, secret, accepted, signal);
        await markAccepted({ agent, accepted, logger: this.#ports.logger });
        return renewCredentials(
          connection,
          (closing) => this.#rotate(agent, connection, current, accepted, closing),
          { clock: this.#ports.clock },
        );
      });
    });
  }

  /** Brings each new secret to the controller, for as long as the signal lets it: disk first, then the wire. */
  async #rotate(
    agent: Agent,
    caller: Connection,
    current: CurrentPassword,
    accepted: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { interval } = this.#options;
    const { logger } = this.#ports;
    for (let known = accepted; ;) {
      const candidate = await nextSecret(this.#source, known, interval, this.#ports, signal);
      await replacePassword({ agent, caller, accepted: known, candidate, signal });
      current.password = candidate;
      await markAccepted({ agent, accepted: candidate, logger });
      logger.info("the secret manager has a new password; it was installed");
      known = candidate;
    }
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
