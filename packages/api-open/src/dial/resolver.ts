import { lookup } from "node:dns/promises";
import { LRUCache } from "lru-cache";

/** The IP addresses of a host name, best first. */
export type Resolver = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Caches the addresses of names. */
export interface DnsCache {
  lookup(host: string): readonly string[] | undefined;
  add(host: string, addresses: readonly string[]): void;
}

/** Look-ups in progress, by name: each holds one of Node's few threads until it is answered. */
const inFlight = new Map<string, Promise<readonly string[]>>();

/**
 * Uses the operating system's resolver, as other programs do (hosts file, search domains). A look-up
 * in progress cannot be cancelled; callers stop waiting for it, and who asks for the same name in the
 * meantime gets the same answer.
 */
export const systemResolver: Resolver = (host) => {
  const pending = inFlight.get(host);
  if (pending !== undefined) return pending;
  const started = lookUp(host).finally(() => inFlight.delete(host));
  inFlight.set(host, started);
  return started;
};

async function lookUp(host: string): Promise<readonly string[]> {
  const results = await lookup(host, { all: true, order: "verbatim" });
  return results.map((result) => result.address);
}

const MAX_NAMES = 256;

/**
 * Caches in memory, without expiry, the 256 names used last. An entry may be out of date: where no
 * cached address works, `open` resolves the name again and updates the entry.
 */
export function memoryDnsCache(): DnsCache {
  const names = new LRUCache<string, readonly string[]>({ max: MAX_NAMES });
  return {
    lookup: (host) => names.get(host),
    add: (host, addresses) => void names.set(host, [...addresses]),
  };
}
