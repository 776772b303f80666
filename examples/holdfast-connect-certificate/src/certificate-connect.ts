import {
  type Agent,
  type ApiInfo,
  ApiInfoMissingError,
  closeOnFailure,
  type Connection,
  type ConnectStrategy,
  isMarkedAccepted,
  markAccepted,
  openProvisioned,
  type OpenFunc,
  recordModel,
  RefusalTracker,
  requireLife,
  type StrategyPorts,
  watchCredentials,
} from "@holdfast/connect";

import { CertificateKeeper, type CertificateOptions } from "./certificate-keeper.ts";

/** What is marked as accepted: that this agent is admitted by its certificate, whichever it is. */
const byCertificate = "client certificate";

/**
 * Identifies the agent by a client certificate. No password is sent, and none is touched. A connection
 * ends when there is a newer certificate, and the agent connects again with that one at once.
 */
export class CertificateConnect implements ConnectStrategy {
  readonly #keeper: CertificateKeeper;
  readonly #ports: StrategyPorts;
  readonly #refusals: RefusalTracker;

  constructor(options: CertificateOptions, ports: StrategyPorts) {
    this.#keeper = new CertificateKeeper(options, ports);
    this.#ports = ports;
    this.#refusals = new RefusalTracker({
      clock: ports.clock,
      patience: ports.policy.patience,
      wasAdmitted: (config) => isMarkedAccepted(config, byCertificate),
    });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    signal?.throwIfAborted();
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const certificate = await this.#keeper.fresh(signal);
    const { cert, key } = certificate;
    const { logger, clock, policy } = this.#ports;
    const dial = { ...policy.dial, clientCertificate: { cert, key } };
    return this.#refusals.attempt(agent, signal, async () => {
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
        await markAccepted({ agent, accepted: byCertificate, logger });
        return watchCredentials(connection, (closing) =>
          this.#keeper.another(certificate, closing),
        );
      });
    });
  }
}

function withoutPassword(info: ApiInfo): ApiInfo {
  const { password: _, ...rest } = info;
  return rest;
}
