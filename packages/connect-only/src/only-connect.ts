import {
  type Agent,
  ApiInfoMissingError,
  type Clock,
  connectFallback,
  type ConnectPolicy,
  type ConnectStrategy,
  type Connection,
  hasCode,
  knownPasswords,
  type Logger,
  type OpenFunc,
} from "@holdfast/connect";

import { LoginOrder } from "./login-order.js";

export interface OnlyConnectOptions {
  readonly policy?: ConnectPolicy;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * Logs in with the credentials that the agent has, and leaves them, and everything else, as they are.
 * For agents whose credentials somebody else keeps: a model's, a container's. As Juju's `OnlyConnect`, which
 * asks no more of a controller that limits logins than it must: the password accepted last time is tried
 * first, and once all were refused two are tried at a time.
 */
export class OnlyConnect implements ConnectStrategy {
  readonly #options: OnlyConnectOptions;
  readonly #order = new LoginOrder();

  constructor(options: OnlyConnectOptions = {}) {
    this.#options = options;
  }

  /**
   * @throws {ApiInfoMissingError} where the configuration has no addresses
   * @throws {ConnectImpossibleError} where it has no password
   * @throws the controller's answer, unchanged, or what kept it from answering
   */
  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const known = knownPasswords(config);
    const passwords = this.#order.of(agent, known);
    try {
      const login = await connectFallback({ apiOpen, info, passwords, signal, ...this.#options });
      this.#order.admit(agent, known, login.password);
      return login.connection;
    } catch (error) {
      if (hasCode(error, "unauthorized access")) this.#order.refuse(agent, known);
      throw error;
    }
  }
}

const withDefaults = new OnlyConnect();

/**
 * {@link OnlyConnect} with its defaults, as a function.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen } from "@holdfast/api-open";
 * import { onlyConnect } from "@holdfast/connect-only";
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
 *   password,
 *   oldPassword: "",
 *   apiAddresses: [controller.address],
 * }); // openAgent() of @holdfast/agent-config gives a real one
 *
 * const connection = await onlyConnect(agent, apiOpen);
 * assert.equal(connection.authTag, "machine-0");
 * assert.equal(agent.record.password, password); // everything is as it was
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export const onlyConnect: OnlyConnect["connect"] = (agent, apiOpen, signal) =>
  withDefaults.connect(agent, apiOpen, signal);
