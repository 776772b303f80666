import {
  type Agent,
  type ApiInfo,
  ApiInfoMissingError,
  closeOnFailure,
  type Connection,
  type ConnectStrategy,
  isMarkedAccepted,
  type LoginProvider,
  markAccepted,
  type OpenFunc,
  openProvisioned,
  recordModel,
  RefusalTracker,
  requireLife,
  renewCredentials,
  sessionTokenLogin,
  type StrategyPorts,
} from "@holdfast/connect";

import type { TokenKeeper } from "./token-keeper.ts";

/** What is marked as accepted: that this agent is admitted by its issuer's tokens, whichever. */
const byToken = "access token";

/**
 * Logs the agent in by an access token (Juju's Admin 4). No password is sent, and none is touched. The
 * token is renewed while the connection is open, which goes on: the next stream, and the next login, show
 * the new one.
 */
export class OidcConnect implements ConnectStrategy {
  readonly #tokens: TokenKeeper;
  readonly #ports: StrategyPorts;
  readonly #refusals: RefusalTracker;
  readonly #login: LoginProvider;

  constructor(tokens: TokenKeeper, ports: StrategyPorts) {
    this.#tokens = tokens;
    this.#ports = ports;
    this.#refusals = new RefusalTracker({
      clock: ports.clock,
      patience: ports.policy.patience,
      wasAdmitted: (config) => isMarkedAccepted(config, byToken),
      credentials: {
        refused: (who) => `the controller does not take the access tokens of ${who}`,
        admit: (who) =>
          `To admit it, see that the controller trusts the issuer, and takes the client for ${who}`,
      },
    });
    this.#login = sessionTokenLogin({
      token: ({ signal, rejected }) => tokens.token(signal, rejected),
    });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    signal?.throwIfAborted();
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const { logger, clock, policy } = this.#ports;
    const dial = { ...policy.dial, loginProvider: this.#login };
    return this.#refusals.attempt(agent, signal, async () => {
      // Before anything is dialled: what the issuer says is none of the controller's business.
      await this.#tokens.token(signal);
      const connection = await openProvisioned({
        apiOpen,
        info: withoutPassword(info),
        policy: { ...policy, dial },
        clock,
        logger,
        signal,
      });
      return closeOnFailure(connection, async () => {
        await recordModel(agent, connection, logger);
        await requireLife(connection, config.tag, { signal });
        await markAccepted({ agent, accepted: byToken, logger });
        const renew = (closing: AbortSignal): Promise<void> => this.#tokens.keepFresh(closing);
        return renewCredentials(connection, renew, { clock });
      });
    });
  }
}

function withoutPassword(info: ApiInfo): ApiInfo {
  const { password: _, ...rest } = info;
  return rest;
}
