import { lookup } from "node:dns/promises";

/** The IP addresses of a host name, best first. */
export type Resolver = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Remembers the addresses of names. One that forgets sooner or later is the user's to make. */
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
