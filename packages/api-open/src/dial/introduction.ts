// A controller that nobody here has met: its CA is shown to the user, who says whether it is the
// right one. For interactive clients; an agent's CA comes with its configuration.
import { X509Certificate } from "node:crypto";
import tls from "node:tls";
import { joinAddress } from "../address.js";
import type { ApiInfo } from "@holdfast/names";
import { Deadline, orAborted } from "./deadline.js";
import type { DialSettings } from "./dial-options.js";
import { resolveTargets, type Target } from "./target.js";
import { CONTROLLER_NAME, publicRoots } from "./tls-trust.js";

/** A CA that is not known here. */
export interface UnknownCa {
  /** As it was configured. */
  readonly host: string;
  /** Where it was seen: `ip:port`. */
  readonly address: string;
  /** PEM. */
  readonly caCert: string;
}

/** Returns where the CA may be trusted, throws (or rejects) where not: `open` then rejects with that. */
export type VerifyCa = (ca: UnknownCa) => void | Promise<void>;

/**
 * Where the options say whom to ask, asks about the CA of the first address that shows one, unless
 * public roots vouch for it, and gives the info with that CA. Where none can be seen nothing is
 * asked: dialling will tell why.
 *
 * Rejects with what `verifyCa` throws, or the signal's reason.
 */
export async function introduce(
  info: ApiInfo,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<ApiInfo> {
  const { verifyCa } = settings;
  if (verifyCa === undefined) return info;
  using limit = new Deadline(settings.dialTimeout, settings.clock, signal);
  for (const address of info.addrs) {
    // oxlint-disable-next-line no-await-in-loop -- until one has shown its CA
    const found = await look(address, settings, limit.signal).catch(() => undefined);
    signal.throwIfAborted();
    if (found === "vouched for") return info;
    if (found !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- the last thing in the loop
      await orAborted(Promise.resolve(verifyCa(found)), signal);
      return { ...info, caCert: [info.caCert ?? "", found.caCert].join("\n").trim() };
    }
  }
  return info;
}

async function look(
  address: string,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<UnknownCa | "vouched for" | undefined> {
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
    const shaken = Promise.withResolvers<void>();
    socket.once("secureConnect", shaken.resolve).once("error", shaken.reject);
    await orAborted(shaken.promise, signal);
    return socket.authorized ? "vouched for" : shownCa(socket, target);
  } finally {
    socket.on("error", () => undefined).destroy();
    stream.destroy();
  }
}

/** The first certificate of the chain that may sign others. */
function shownCa(socket: tls.TLSSocket, target: Target): UnknownCa | undefined {
  const seen = new Set<string>();
  let link: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A root is its own issuer.
  while (link?.raw !== undefined && !seen.has(link.fingerprint256)) {
    seen.add(link.fingerprint256);
    const certificate = new X509Certificate(link.raw);
    if (certificate.ca) {
      const address = joinAddress(target.endpoint);
      return { host: target.host, address, caCert: certificate.toString() };
    }
    link = link.issuerCertificate;
  }
  return undefined;
}
