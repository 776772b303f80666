import { lookup } from "node:dns/promises";
import { LRUCache } from "lru-cache";

/** The IP addresses of a host name, best first. */
export type Resolver = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Remembers the addresses of names. */
export interface DnsCache {
  lookup(host: string): readonly string[] | undefined;
  add(host: string, addresses: readonly string[]): void;
}

/**
 * Asks the operating system, as every other program on the machine does (hosts file, search domains).
 * The lookup itself cannot be called off: the wait for it can, and is, by the caller.
 */
export const systemResolver: Resolver = async (host) => {
  const results = await lookup(host, { all: true, order: "verbatim" });
  return results.map((result) => result.address);
};

const MAX_NAMES = 256;

/**
 * Remembers names for as long as it lives. What it says may be out of date: `open` asks again, and
 * tells it, where the addresses it remembered lead nowhere.
 */
export function memoryDnsCache(): DnsCache {
  const names = new LRUCache<string, readonly string[]>({ max: MAX_NAMES });
  return {
    lookup: (host) => names.get(host),
    add: (host, addresses) => void names.set(host, [...addresses]),
  };
}
