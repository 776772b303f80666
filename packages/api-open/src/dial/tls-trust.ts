import { createHash } from "node:crypto";
import { isIP } from "node:net";
import tls from "node:tls";
import type { ApiInfo } from "@holdfast/names";
import { LRUCache } from "lru-cache";
import { InvalidApiInfoError } from "../errors.js";
import type { TrustedRoots } from "./dial-errors.js";
import type { ClientCertificate, DialSettings } from "./dial-options.js";

/** The name in every controller's certificate. */
export const CONTROLLER_NAME = "juju-apiserver";

/** The roots to verify a certificate against, and the name that it must be for. */
export interface TlsTrust {
  /** Sent as SNI (unless it is an IP address), and verified in the certificate. */
  readonly name: string;
  readonly context: tls.SecureContext;
  /** Identifies what a certificate is verified against: sessions are shared by this. */
  readonly key: string;
  readonly verify: boolean;
  /** Whose roots they are. */
  readonly roots: TrustedRoots;
}

/**
 * How to verify the certificate of a host, in the order to try. With a configured CA: that CA and the
 * fixed name; and where the controller has a public name too, the public roots next. (Juju's rules.)
 */
export function tlsTrustsFor(
  info: ApiInfo,
  settings: DialSettings,
  host: string,
): readonly [TlsTrust, ...TlsTrust[]] {
  const { insecureSkipVerify, extraRoots } = settings;
  const { caCert = "", sniHostName = "" } = info;
  const verify = !insecureSkipVerify;
  if (caCert === "") return [publicTrust(settings, sniHostName || host, verify)];
  const roots = [caCert, ...extraRoots];
  const context = contextOf(roots, settings.clientCertificate);
  const own: TlsTrust = { name: CONTROLLER_NAME, verify, roots: "configured", ...context };
  return sniHostName === "" || !verify ? [own] : [own, publicTrust(settings, sniHostName, verify)];
}

/** The name to send as SNI; '' for none, since an IP address is not allowed. */
export function sniOf(trust: TlsTrust): string {
  return isIP(trust.name) === 0 ? trust.name : "";
}

function publicTrust(settings: DialSettings, name: string, verify: boolean): TlsTrust {
  const context = contextOf(publicRoots(settings), settings.clientCertificate);
  return { name, verify, roots: "public", ...context };
}

/** The roots for public names: those configured, or the system's. */
export function publicRoots(settings: DialSettings): readonly string[] {
  return (
    settings.publicRoots ?? [
      ...tls.getCACertificates("default"),
      ...tls.getCACertificates("system"),
    ]
  );
}

/** Creating a context parses every root, so contexts are kept by what they were made from. */
const contexts = new LRUCache<string, Pick<TlsTrust, "context" | "key">>({ max: 32 });

function contextOf(
  roots: readonly string[],
  own: ClientCertificate | undefined,
): Pick<TlsTrust, "context" | "key"> {
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
    // The roots were parsed before. OpenSSL's message contains nothing of the key.
    throw new InvalidApiInfoError(
      "client certificate not valid: it and its key must be PEM, and fit",
      {
        cause,
      },
    );
  }
}
