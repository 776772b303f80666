import { createHash } from "node:crypto";
import { isIP } from "node:net";
import tls from "node:tls";
import type { ApiInfo } from "@holdfast/names";
import { LRUCache } from "lru-cache";
import { InvalidApiInfoError } from "../errors.js";
import type { ClientCertificate, DialSettings } from "./dial-options.js";

/** The name that every controller's certificate carries. */
export const CONTROLLER_NAME = "juju-apiserver";

/** Whom to believe, and what they must have signed. */
export interface Trust {
  /** Sent as SNI (unless it is an IP address), and looked for in the certificate. */
  readonly name: string;
  readonly context: tls.SecureContext;
  /** Tells apart what sessions may be shared: all that a certificate is verified against. */
  readonly key: string;
  readonly verify: boolean;
}

/**
 * Whom to believe about the host, in the order to try. With a CA, that alone and the fixed name; and
 * where the controller has a public name too, the public roots next, for a certificate from them
 * (Juju's rules).
 */
export function trustsFor(
  info: ApiInfo,
  settings: DialSettings,
  host: string,
): readonly [Trust, ...Trust[]] {
  const { insecureSkipVerify, extraRoots } = settings;
  const { caCert = "", sniHostName = "" } = info;
  const verify = !insecureSkipVerify;
  if (caCert === "") return [publicTrust(settings, sniHostName || host, verify)];
  const roots = [caCert, ...extraRoots];
  const own = { name: CONTROLLER_NAME, verify, ...contextOf(roots, settings.clientCertificate) };
  return sniHostName === "" || !verify ? [own] : [own, publicTrust(settings, sniHostName, verify)];
}

/** What SNI may say: names only. */
export function sniOf(trust: Trust): string {
  return isIP(trust.name) === 0 ? trust.name : "";
}

function publicTrust(settings: DialSettings, name: string, verify: boolean): Trust {
  return { name, verify, ...contextOf(publicRoots(settings), settings.clientCertificate) };
}

/** The roots that vouch for public names: those handed in, or the system's. */
export function publicRoots(settings: DialSettings): readonly string[] {
  return (
    settings.publicRoots ?? [
      ...tls.getCACertificates("default"),
      ...tls.getCACertificates("system"),
    ]
  );
}

/** Creating a context parses every root, so contexts are kept by what they were made from. */
const contexts = new LRUCache<string, Pick<Trust, "context" | "key">>({ max: 32 });

function contextOf(
  roots: readonly string[],
  own: ClientCertificate | undefined,
): Pick<Trust, "context" | "key"> {
  const content = [...roots, own?.cert ?? "", own?.key ?? ""].join("\0");
  const known = contexts.get(content);
  if (known !== undefined) return known;
  const key = createHash("sha256").update(content).digest("base64");
  const made = { key, context: secureContext(roots, own) };
  contexts.set(content, made);
  return made;
}

function secureContext(
  roots: readonly string[],
  own: ClientCertificate | undefined,
): tls.SecureContext {
  try {
    return tls.createSecureContext({ minVersion: "TLSv1.2", ca: [...roots], ...own });
  } catch (cause) {
    // The roots were read before: OpenSSL's words say what is wrong, and show nothing of the key.
    throw new InvalidApiInfoError(
      "client certificate not valid: it and its key must be PEM, and fit",
      {
        cause,
      },
    );
  }
}
