// TlsTrust on first use: the CA of a controller that is not configured is shown to the user, who accepts
// or refuses it. For interactive clients; an agent's CA comes with its configuration.
import { X509Certificate } from "node:crypto";
import tls from "node:tls";
import { type ApiInfo, formatHostPort } from "@holdfast/names";
import { Deadline } from "./deadline.js";
import { orAborted } from "./or-aborted.js";
import type { DialSettings } from "./dial-options.js";
import { resolveTargets, type Target } from "./resolve-targets.js";
import type { UnknownCa } from "./unknown-ca.js";
import { CONTROLLER_NAME, publicRoots } from "./tls-trust.js";

/**
 * Where the options have a `verifyCa`, calls it with the CA of the first address that presents one,
 * unless that chains to a public root, and returns the info with that CA added. Where no address
 * presents a CA nothing is asked: the dialling that follows reports why.
 *
 * Rejects with what `verifyCa` throws, or the signal's reason.
 */
export async function verifyUnknownCa(
  info: ApiInfo,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<ApiInfo> {
  const { verifyCa } = settings;
  if (verifyCa === undefined) return info;
  using limit = new Deadline(settings.dialTimeout, settings.clock, signal);
  for (const address of info.addrs) {
    // oxlint-disable-next-line no-await-in-loop -- until one has shown its CA
    const found = await findCa(address, settings, limit.signal).catch(() => undefined);
    signal.throwIfAborted();
    if (found === "publicly trusted") return info;
    if (found !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- the last thing in the loop
      await orAborted(Promise.resolve(verifyCa(found)), signal);
      return { ...info, caCert: [info.caCert ?? "", found.caCert].join("\n").trim() };
    }
  }
  return info;
}

async function findCa(
  address: string,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<UnknownCa | "publicly trusted" | undefined> {
  const { targets } = await resolveTargets(address, settings, { refresh: false, signal });
  const [target] = targets;
  if (target === undefined || target.proxy !== undefined) return undefined;
  const stream = await settings.dialler.connect(target.endpoint, signal);
  const socket = tls.connect({
    socket: stream,
    servername: CONTROLLER_NAME,
    ca: [...publicRoots(settings)],
    // Nothing is said to whoever this is: its certificates are looked at, and that is all.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  try {
    const handshake = Promise.withResolvers<void>();
    socket.once("secureConnect", handshake.resolve).once("error", handshake.reject);
    await orAborted(handshake.promise, signal);
    return socket.authorized ? "publicly trusted" : caOf(socket, target);
  } finally {
    socket.on("error", () => undefined).destroy();
    stream.destroy();
  }
}

/** The first certificate of the chain that may sign others. */
function caOf(socket: tls.TLSSocket, target: Target): UnknownCa | undefined {
  const seen = new Set<string>();
  let link: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A root is its own issuer.
  while (link?.raw !== undefined && !seen.has(link.fingerprint256)) {
    seen.add(link.fingerprint256);
    const certificate = new X509Certificate(link.raw);
    if (certificate.ca) {
      const address = formatHostPort(target.endpoint);
      return { host: target.host, address, caCert: certificate.toString() };
    }
    link = link.issuerCertificate;
  }
  return undefined;
}
