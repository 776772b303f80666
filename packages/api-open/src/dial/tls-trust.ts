import { createHash } from "node:crypto";
import { isIP } from "node:net";
import tls from "node:tls";
import type { ApiInfo } from "../api-info.js";
import type { DialSettings } from "./dial-options.js";

/** The name that every controller's certificate carries. */
const CONTROLLER_NAME = "juju-apiserver";

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
  const own = { name: CONTROLLER_NAME, verify, ...rootsOf(roots) };
  return sniHostName === "" || !verify ? [own] : [own, publicTrust(settings, sniHostName, verify)];
}

/** What SNI may say: names only. */
export function sniOf(trust: Trust): string {
  return isIP(trust.name) === 0 ? trust.name : "";
}

function publicTrust(settings: DialSettings, name: string, verify: boolean): Trust {
  const { publicRoots } = settings;
  return { name, verify, ...(publicRoots === undefined ? systemRoots() : rootsOf(publicRoots)) };
}

type Roots = Pick<Trust, "context" | "key">;

const MINIMUM = { minVersion: "TLSv1.2" } as const;

// A context costs a parse of every root, so each set of roots has one, kept while it is in use.
const contexts = new Map<string, WeakRef<tls.SecureContext>>();

function rootsOf(roots: readonly string[]): Roots {
  const key = createHash("sha256").update(roots.join("\n")).digest("base64");
  const known = contexts.get(key)?.deref();
  if (known !== undefined) return { key, context: known };
  const context = tls.createSecureContext({ ...MINIMUM, ca: [...roots] });
  contexts.set(key, new WeakRef(context));
  forget.register(context, key);
  return { key, context };
}

const forget = new FinalizationRegistry<string>((key) => {
  if (contexts.get(key)?.deref() === undefined) contexts.delete(key);
});

function systemRoots(): Roots {
  return rootsOf([...tls.getCACertificates("default"), ...tls.getCACertificates("system")]);
}
