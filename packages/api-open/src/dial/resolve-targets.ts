import { isIP } from "node:net";
import { formatHostPort, parseHostPort, type HostAndPort } from "@holdfast/names";
import { orAborted } from "./or-aborted.js";
import type { DialSettings } from "./dial-options.js";
import { ResolveError } from "./dial-errors.js";
import { proxyFor } from "./proxy-settings.js";
import type { Proxy } from "./proxy-url.js";

/** One endpoint to connect to. */
export interface Target {
  /** As configured, `host:port`. */
  readonly address: string;
  /** The host of `address`: the name in URLs and certificates. */
  readonly host: string;
  /** Where TCP connects to: an IP address, or the name where a proxy resolves it. */
  readonly endpoint: HostAndPort;
  readonly proxy: Proxy | undefined;
}

/** The targets of an address, and whether they came from the cache. */
export interface Resolved {
  readonly targets: readonly Target[];
  readonly cached: boolean;
}

/**
 * Resolves an address to its targets. A numeric address needs no look-up, a name behind a proxy is
 * resolved by the proxy; neither is cached. IPv6 addresses with a zone are dropped, as in Juju.
 *
 * Rejects with ResolveError, or the signal's reason.
 */
export async function resolveTargets(
  address: string,
  settings: DialSettings,
  options: { readonly refresh: boolean; readonly signal: AbortSignal },
): Promise<Resolved> {
  const { host, port } = parseHostPort(address);
  const proxy = proxyFor(settings.proxy, { host, port });
  const at = (ip: string): Target => ({ address, host, endpoint: { host: ip, port }, proxy });
  if (proxy !== undefined) return { targets: [at(host)], cached: false };
  const numeric = isIP(host) !== 0;
  const cached = numeric || options.refresh ? [] : (settings.dnsCache?.lookup(host) ?? []);
  const known = withoutZones(cached);
  if (known.length > 0) return { targets: known.map(at), cached: true };
  const found = withoutZones(numeric ? [host] : await lookUp(host, settings, options.signal));
  if (found.length === 0) {
    throw new ResolveError(host, { cause: new Error("it has no address without a zone") });
  }
  return { targets: found.map(at), cached: false };
}

/** Identifies a target: each is tried once. */
export function targetKey(target: Target): string {
  const endpoint = formatHostPort(target.endpoint);
  return target.proxy === undefined ? endpoint : `${endpoint} through ${target.proxy.host}`;
}

async function lookUp(
  host: string,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const found = await orAborted(settings.resolver(host, signal), signal);
    if (found.length === 0) throw new Error("it has no address");
    settings.dnsCache?.add(host, found);
    return found;
  } catch (cause) {
    signal.throwIfAborted();
    throw new ResolveError(host, { cause });
  }
}

const withoutZones = (ips: readonly string[]): readonly string[] =>
  ips.filter((ip) => !ip.includes("%"));
