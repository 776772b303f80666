import type { Sources } from "../sources.js";
import type { TransportTap } from "./transport-observer.js";

/** Remembers when the controller's own certificate expires, as last presented, until disposed of. */
export class LastCertificate implements Disposable {
  #expires: number | undefined;
  readonly #forget: () => void;

  constructor(transport: TransportTap) {
    this.#forget = transport.add({
      certificateSeen: ({ expires }) => {
        this.#expires = expires;
      },
    });
  }

  /** The certificates of `sources`, and the controller's own where one was seen. */
  readonly with = (sources: Sources): Readonly<Record<string, number>> => ({
    ...sources.certificates?.(),
    ...(this.#expires === undefined ? {} : { controller: this.#expires }),
  });

  [Symbol.dispose](): void {
    this.#forget();
  }
}
