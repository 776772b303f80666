import { DAY } from "@holdfast/certificates";
import type { Clock, Logger, Timer } from "@holdfast/ports";

import type { ShownCertificate } from "../pki/server-certificates.js";

/** Keeps the certificate that a server shows good: looks once a day, and whenever told to. */
export class CertificateRenewal implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #kept: () => Promise<ShownCertificate>;
  readonly #show: (certificate: ShownCertificate) => void;
  #current: ShownCertificate;
  #running: Promise<void> = Promise.resolve();
  #timer: Timer;
  #ended = false;

  /**
   * @param current - what is shown now
   * @param renewal - `kept` gives the certificate to show, the same while it is good; `show` shows it
   */
  constructor(
    current: ShownCertificate,
    renewal: {
      readonly kept: () => Promise<ShownCertificate>;
      readonly show: (certificate: ShownCertificate) => void;
    },
    options: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#current = current;
    this.#kept = renewal.kept;
    this.#show = renewal.show;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#schedule();
  }

  /** Looks now, after the look that is under way. */
  check(): void {
    this.#running = this.#running.then(() => this.#renew());
  }

  /** Looks no more. Resolves once no look is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#clock.clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.check();
      this.#schedule();
    }, DAY);
  }

  async #renew(): Promise<void> {
    if (this.#ended) return;
    try {
      const kept = await this.#kept();
      if (this.#ended || kept.cert === this.#current.cert) return;
      this.#current = kept;
      this.#show(kept);
      this.#logger.info("the server's certificate was renewed");
    } catch (error) {
      this.#logger.error("cannot renew the server's certificate; trying again in a day", { error });
    }
  }
}
