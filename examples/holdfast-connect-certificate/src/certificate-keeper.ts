import { type Clock, type Logger, sleep, wallNow } from "@holdfast/connect";

import {
  CertificateUnusableError,
  type ClientCertificate,
  isRenewalDue,
  readCertificate,
  renewalTime,
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

const minute = 60_000;
const hour = 60 * minute;

/** Sees to it that there is a good certificate, before a connection and while one is open. */
export class CertificateKeeper {
  readonly #options: CertificateOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    options: CertificateOptions,
    ports: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#options = options;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
  }

  /**
   * The certificate to connect with, renewed first where it is time. A renewal that fails may still come
   * in time.
   *
   * @throws {CertificateUnusableError} where there is none that is still good
   */
  async fresh(signal?: AbortSignal): Promise<ClientCertificate> {
    const certificate = await this.#renewedWhereDue(signal);
    if (wallNow(this.#clock) >= certificate.validTo) {
      throw new CertificateUnusableError(
        `the certificate in ${this.#options.certificate} has expired: renew it, the agent tries again`,
      );
    }
    return certificate;
  }

  /**
   * Waits until there is another certificate than `used`: renewed when it is time, or put there by
   * somebody else, which is looked for once an hour, and more often when `used` comes to its end. What
   * goes wrong meanwhile is logged, and tried again.
   */
  async another(used: ClientCertificate, signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#pause(used), { clock: this.#clock, signal });
      try {
        const { cert, validTo } = await this.#renewedWhereDue(signal);
        if (cert !== used.cert && validTo > wallNow(this.#clock)) return;
      } catch (error) {
        signal.throwIfAborted();
        this.#logger.warn("the client certificate cannot be read", { error });
      }
    }
  }

  /** ms until it is looked at again: when it is due, then after a tenth of what is left of it. */
  #pause(used: ClientCertificate): number {
    const now = wallNow(this.#clock);
    const untilDue = renewalTime(used, this.#options.renewAfter) - now;
    const pause = untilDue > 0 ? untilDue : (used.validTo - now) / 10;
    return Math.min(hour, Math.max(minute, pause));
  }

  async #renewedWhereDue(signal?: AbortSignal): Promise<ClientCertificate> {
    const { renew: command, renewTimeout, renewAfter } = this.#options;
    const certificate = await readCertificate(this.#options, signal);
    if (command === undefined || !isRenewalDue(certificate, wallNow(this.#clock), renewAfter)) {
      return certificate;
    }
    try {
      await renew(command, renewTimeout, signal);
      const renewed = await readCertificate(this.#options, signal);
      const until = new Date(renewed.validTo).toISOString();
      this.#logger.info("the client certificate was renewed", { until });
      return renewed;
    } catch (error) {
      signal?.throwIfAborted();
      this.#logger.warn("the client certificate was not renewed", { error });
      return certificate;
    }
  }
}
