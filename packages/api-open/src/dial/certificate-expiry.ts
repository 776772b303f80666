// When the certificate at the other end expires. A resumed session shows none, so what its first handshake
// showed is remembered with its tickets.
import type { TLSSocket } from "node:tls";

const ofTickets = new WeakMap<Buffer, number>();

/** Follows one handshake; `resumed` is the ticket that it is begun with. */
export class CertificateExpiry {
  readonly #socket: TLSSocket;
  readonly #resumed: Buffer | undefined;
  #found: { readonly expires: number | undefined } | undefined;

  constructor(socket: TLSSocket, resumed: Buffer | undefined) {
    this.#socket = socket;
    this.#resumed = resumed;
  }

  /** Remembers for a further ticket what is known. */
  remember(ticket: Buffer): void {
    const expires = this.value();
    if (expires !== undefined) ofTickets.set(ticket, expires);
  }

  /** In ms since the epoch, once the handshake is over; undefined where it is not known. */
  value(): number | undefined {
    // Asked once: Node shows the certificate to the first who asks, and to nobody after that.
    this.#found ??= { expires: this.#look() };
    return this.#found.expires;
  }

  #look(): number | undefined {
    const shown = Date.parse(this.#socket.getPeerX509Certificate()?.validTo ?? "");
    if (!Number.isNaN(shown)) return shown;
    return this.#resumed === undefined ? undefined : ofTickets.get(this.#resumed);
  }
}
