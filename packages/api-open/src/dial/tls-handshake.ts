import type { Duplex } from "node:stream";
import tls from "node:tls";
import { certificateProblem } from "./certificate-problem.js";
import { CertificateError, TlsError } from "./dial-errors.js";
import type { SessionCache } from "./session-cache.js";
import { sniOf, type Trust } from "./tls-trust.js";

/**
 * Speaks TLS over a stream, and believes the other end only as far as `trust` says. On failure the
 * stream is destroyed.
 *
 * Rejects with CertificateError, TlsError, or the signal's reason.
 */
export function tlsHandshake(
  stream: Duplex,
  trust: Trust,
  at: { readonly target: string; readonly sessions: SessionCache; readonly signal: AbortSignal },
): Promise<tls.TLSSocket> {
  const { target, sessions, signal } = at;
  const key = `${target} ${trust.name} ${trust.key}`;
  const session = trust.verify ? sessions.get(key) : undefined;
  const { promise, resolve, reject } = Promise.withResolvers<tls.TLSSocket>();

  const socket = tls.connect({
    socket: stream,
    secureContext: trust.context,
    servername: sniOf(trust),
    rejectUnauthorized: trust.verify,
    // The name to verify is ours to say: without SNI, Node would look for the host it dialled.
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(trust.name, certificate),
    ...(session === undefined ? {} : { session }),
  });
  const settle = (): void => {
    signal.removeEventListener("abort", abort);
    socket.off("secureConnect", succeed).off("error", fail).off("close", close);
  };
  const succeed = (): void => {
    settle();
    resolve(socket);
  };
  const refuse = (reason: unknown): void => {
    settle();
    // A late error of a socket that is given up is nobody's.
    socket.on("error", () => undefined).destroy();
    stream.destroy();
    // What could not be resumed is not worth trying again.
    if (session !== undefined) sessions.delete(key);
    reject(reason);
  };
  const fail = (cause: Error): void => {
    // Set by Node where its verification failed, and by nothing else.
    const unverified = trust.verify && Boolean(socket.authorizationError);
    refuse(
      unverified
        ? new CertificateError(target, certificateProblem(cause), { cause })
        : new TlsError(target, cause.message, { cause }),
    );
  };
  const close = (): void => refuse(new TlsError(target, "the other end closed the connection"));
  const abort = (): void => refuse(signal.reason);

  socket.once("secureConnect", succeed).once("error", fail).once("close", close);
  // The ticket comes after the handshake, any time later, more than once.
  if (trust.verify) socket.on("session", (ticket) => sessions.set(key, ticket));
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return promise;
}
