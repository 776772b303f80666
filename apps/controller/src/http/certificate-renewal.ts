import { DAY } from "@holdfast/certificates";
import type { Clock, Logger, Timer } from "@holdfast/ports";

import type { ShownCertificate } from "../pki/server-certificates.js";

/** Where the certificates come from that a server shows, and who shows them. */
export interface RenewalParts {
  /** The certificate to show where there is a good one. */
  readonly kept: () => ShownCertificate | undefined;
  /** Makes another. */
  readonly renew: () => Promise<ShownCertificate>;
  readonly show: (certificate: ShownCertificate) => void;
  /** What is to be said about certificates whose end is near. */
  readonly warnings: () => readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the certificate that a server shows good: looks once a day, and whenever told to. */
export class CertificateRenewal implements AsyncDisposable {
  readonly #parts: RenewalParts;
  #current: ShownCertificate;
  #running: Promise<void> = Promise.resolve();
  #timer: Timer;
  #ended = false;

  /** @param current - what is shown now */
  constructor(current: ShownCertificate, parts: RenewalParts) {
    this.#current = current;
    this.#parts = parts;
    this.#warn();
    this.#schedule();
  }

  /** Looks now: shows at once what there is, and else makes another after the look that is under way. */
  check(): void {
    if (this.#ended) return;
    const kept = this.#parts.kept();
    if (kept === undefined) this.#running = this.#running.then(() => this.#renew());
    else this.#show(kept);
  }

  /** Looks no more. Resolves once no look is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#parts.clock.clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    this.#timer = this.#parts.clock.setTimeout(() => {
      this.check();
      this.#running = this.#running.then(() => this.#warn());
      this.#schedule();
    }, DAY);
  }

  async #renew(): Promise<void> {
    if (this.#ended) return;
    try {
      this.#show(await this.#parts.renew());
    } catch (error) {
      if (this.#ended) return;
      this.#parts.logger.error("cannot renew the server's certificate; trying again in a day", {
        error,
      });
    }
  }

  #show(certificate: ShownCertificate): void {
    if (this.#ended || certificate.cert === this.#current.cert) return;
    this.#current = certificate;
    this.#parts.show(certificate);
    this.#parts.logger.info("the server shows another certificate");
  }

  #warn(): void {
    if (this.#ended) return;
    for (const warning of this.#parts.warnings()) this.#parts.logger.warn(warning);
  }
}
