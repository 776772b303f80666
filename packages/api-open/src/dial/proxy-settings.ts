import { BlockList, isIP, isIPv6 } from "node:net";
import type { HostAndPort } from "@holdfast/names";
import { parseProxyUrl, type Proxy } from "./proxy-url.js";

/** Through which proxy to go, and where not to. */
export interface ProxySettings {
  /** `http://[user:password@]host:port`, or `https://…`; none where it is left out. */
  readonly url?: string;
  /** Hosts that are reached directly: names, suffixes (`.example.com`), addresses, CIDRs, `*`. */
  readonly except?: readonly string[];
}

/**
 * What the environment says, by the names that other programs read (`HTTPS_PROXY`, `NO_PROXY`).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { proxyFromEnvironment } from "@holdfast/api-open";
 *
 * const proxy = proxyFromEnvironment({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "10.0.0.0/8" });
 * assert.deepEqual(proxy, { url: "http://proxy:3128", except: ["10.0.0.0/8"] });
 * ```
 */
export function proxyFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ProxySettings {
  const url = environment["HTTPS_PROXY"] || environment["https_proxy"];
  const except = environment["NO_PROXY"] || environment["no_proxy"] || "";
  if (url === undefined || url === "") return {};
  return { url, except: except.split(/[\s,]+/u).filter((entry) => entry !== "") };
}

/**
 * The proxy for a place; undefined where it is to be reached directly, as loopback always is.
 *
 * @throws ProxySettingError where it is to be reached through one whose URL cannot be used
 */
export function proxyFor(settings: ProxySettings, target: HostAndPort): Proxy | undefined {
  if (settings.url === undefined) return undefined;
  if (isLoopback(target.host) || (settings.except ?? []).some((entry) => covers(entry, target))) {
    return undefined;
  }
  return parseProxyUrl(settings.url);
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function isLoopback(host: string): boolean {
  if (isIP(host) !== 0) return loopback.check(host, isIPv6(host) ? "ipv6" : "ipv4");
  return host === "localhost" || host.endsWith(".localhost");
}

function covers(entry: string, { host, port }: HostAndPort): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isIP(host) !== 0 && inNetwork(host, entry);
  const [name = entry, onlyPort] = isIP(entry) === 0 ? entry.split(":") : [entry];
  if (onlyPort !== undefined && onlyPort !== String(port)) return false;
  const suffix = name.toLowerCase().replace(/^\*?\./u, "");
  const candidate = host.toLowerCase();
  return candidate === suffix || (isIP(host) === 0 && candidate.endsWith(`.${suffix}`));
}

function inNetwork(host: string, cidr: string): boolean {
  const [network = "", bits = ""] = cidr.split("/");
  const list = new BlockList();
  try {
    list.addSubnet(network, Number(bits), isIPv6(network) ? "ipv6" : "ipv4");
  } catch {
    // Not a network: an entry that means nothing covers nothing, as everywhere else it is read.
    return false;
  }
  return list.check(host, isIPv6(host) ? "ipv6" : "ipv4");
}
