import type { Duplex } from "node:stream";
import tls from "node:tls";
import { CertificateExpiry } from "./certificate-expiry.js";
import { certificateProblem } from "./certificate-problem.js";
import { CertificateError, TlsError } from "./dial-errors.js";
import { openOrDestroy } from "./open-or-destroy.js";
import type { SessionCache } from "./session-cache.js";
import { sniOf, type TlsTrust } from "./tls-trust.js";

/**
 * Performs the TLS handshake over a stream and verifies the certificate as `trust` says. On failure
 * the stream is destroyed.
 *
 * Rejects with CertificateError, TlsError, or the signal's reason.
 */
export function tlsHandshake(
  stream: Duplex,
  trust: TlsTrust,
  at: {
    readonly target: string;
    readonly sessions: SessionCache;
    readonly signal: AbortSignal;
    /** Told when the certificate expires that was verified, in ms since the epoch. */
    readonly expires?: ((at: number) => void) | undefined;
  },
): Promise<tls.TLSSocket> {
  const { target, sessions, signal } = at;
  const key = `${target} ${trust.name} ${trust.key}`;
  const session = trust.verify ? sessions.get(key) : undefined;
  const socket = tls.connect({
    socket: stream,
    secureContext: trust.context,
    servername: sniOf(trust),
    rejectUnauthorized: trust.verify,
    // The name to verify is given: without SNI, Node would verify the host that it connected to.
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(trust.name, certificate),
    ...(session === undefined ? {} : { session }),
  });
  const expiry = new CertificateExpiry(socket, session);
  // Session tickets arrive after the handshake, at any time, more than once.
  if (trust.verify) {
    socket.on("session", (ticket) => {
      sessions.set(key, ticket);
      expiry.remember(ticket);
    });
  }
  const destroy = (): void => {
    socket.on("error", () => undefined).destroy();
    stream.destroy();
    // A session that could not be resumed is not tried again.
    if (session !== undefined) sessions.delete(key);
  };
  return openOrDestroy<tls.TLSSocket>(signal, destroy, (resolve, reject) => {
    const succeed = (): void => {
      const expires = expiry.value();
      if (expires !== undefined) at.expires?.(expires);
      resolve(socket);
    };
    const fail = (cause: Error): void => {
      // Set by Node only where its verification failed.
      const unverified = trust.verify && Boolean(socket.authorizationError);
      reject(
        unverified
          ? new CertificateError(target, certificateProblem(cause), { cause, roots: trust.roots })
          : new TlsError(target, cause.message, { cause }),
      );
    };
    const close = (): void => reject(new TlsError(target, "the other end closed the connection"));
    socket.once("secureConnect", succeed).once("error", fail).once("close", close);
    return () => socket.off("secureConnect", succeed).off("error", fail).off("close", close);
  });
}
