import {
  acceptedKey,
  type Agent,
  type ApiInfo,
  ApiInfoMissingError,
  type Clock,
  closeOnFailure,
  type Connection,
  type ConnectPolicy,
  type ConnectStrategy,
  fingerprint,
  Judge,
  type Logger,
  markAccepted,
  openProvisioned,
  type OpenFunc,
  recordModel,
  requireLife,
  watchCredentials,
} from "@holdfast/connect";

import { CertificateKeeper, type CertificateOptions } from "./certificate-keeper.ts";

export interface CertificatePorts {
  readonly policy: ConnectPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is marked as accepted: that this agent is admitted by its certificate, whichever it is. */
const byCertificate = "client certificate";

/**
 * Identifies the agent by a client certificate. No password is sent, and none is touched. A connection
 * ends when there is a newer certificate, and the agent connects again with that one at once.
 */
export class CertificateConnect implements ConnectStrategy {
  readonly #keeper: CertificateKeeper;
  readonly #ports: CertificatePorts;
  readonly #judge: Judge;

  constructor(options: CertificateOptions, ports: CertificatePorts) {
    this.#keeper = new CertificateKeeper(options, ports);
    this.#ports = ports;
    this.#judge = new Judge({
      clock: ports.clock,
      patience: ports.policy.patience,
      wasAdmitted: (config) => config.value(acceptedKey) === fingerprint(byCertificate),
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
    return this.#judge.attempt(agent, signal, async () => {
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
