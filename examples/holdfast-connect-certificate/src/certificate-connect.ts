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
} from "@holdfast/connect";

import {
  CertificateUnusableError,
  type ClientCertificate,
  isRenewalDue,
  readCertificate,
} from "./client-certificate.ts";
import { renew } from "./renewal.ts";

export interface CertificateOptions {
  /** Path of the certificate, PEM. */
  readonly certificate: string;
  /** Path of its key, PEM. */
  readonly key: string;
  /** Program and arguments that renew both files in place; without one, somebody else does. */
  readonly renew?: readonly string[] | undefined;
  /** ms for that command. */
  readonly renewTimeout: number;
  /** The share of the certificate's life, 0 to 1, after which it is renewed. */
  readonly renewAfter: number;
}

export interface CertificatePorts {
  readonly policy: ConnectPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is marked as accepted: that this agent is admitted by its certificate, whichever it is. */
const byCertificate = "client certificate";

/** Identifies the agent by a client certificate. No password is sent, and none is touched. */
export class CertificateConnect implements ConnectStrategy {
  readonly #options: CertificateOptions;
  readonly #ports: CertificatePorts;
  readonly #judge: Judge;

  constructor(options: CertificateOptions, ports: CertificatePorts) {
    this.#options = options;
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
    const { cert, key } = await this.#fresh(signal);
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
        return connection;
      });
    });
  }

  /** The certificate, renewed first where it is time. A renewal that fails may still come in time. */
  async #fresh(signal?: AbortSignal): Promise<ClientCertificate> {
    const { renew: command, renewTimeout, renewAfter } = this.#options;
    const { clock, logger } = this.#ports;
    let certificate = await readCertificate(this.#options, signal);
    if (command !== undefined && isRenewalDue(certificate, clock.now(), renewAfter)) {
      try {
        await renew(command, renewTimeout, signal);
        certificate = await readCertificate(this.#options, signal);
        logger.info("the client certificate was renewed", {
          until: new Date(certificate.validTo).toISOString(),
        });
      } catch (error) {
        signal?.throwIfAborted();
        logger.warn("the client certificate was not renewed", { error });
      }
    }
    if (clock.now() >= certificate.validTo) {
      throw new CertificateUnusableError(
        `the certificate in ${this.#options.certificate} has expired: renew it, the agent tries again`,
      );
    }
    return certificate;
  }
}

function withoutPassword(info: ApiInfo): ApiInfo {
  const { password: _, ...rest } = info;
  return rest;
}
