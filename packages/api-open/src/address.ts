import { isIPv6 } from "node:net";
import { InvalidApiInfoError } from "./errors.js";

/** A place to connect to. An IPv6 host is without its brackets. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

// What stands before the port is a bracketed IPv6 address, or a text without any colon.
const ADDRESS = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:[\]\s]+)):(?<port>\d{1,5})$/u;
const GREATEST_PORT = 65_535;

/**
 * Reads `host:port`; IPv6 must be in brackets.
 *
 * @throws InvalidApiInfoError where the text is something else
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { joinAddress, splitAddress } from "@holdfast/api-open";
 *
 * assert.deepEqual(splitAddress("[fd00::1]:17070"), { host: "fd00::1", port: 17070 });
 * assert.equal(joinAddress({ host: "fd00::1", port: 17070 }), "[fd00::1]:17070");
 * ```
 */
export function splitAddress(text: string): HostAndPort {
  const groups = ADDRESS.exec(text)?.groups;
  const host = groups?.["ipv6"] ?? groups?.["name"];
  const port = Number(groups?.["port"]);
  const sound = host !== undefined && port >= 1 && port <= GREATEST_PORT;
  if (!sound || (groups?.["ipv6"] !== undefined && !isIPv6(host))) {
    throw new InvalidApiInfoError(
      `host addresses: ${JSON.stringify(text)} not valid (expected host:port, IPv6 in brackets)`,
    );
  }
  return { host, port };
}

/** Writes `host:port`, with brackets where the host is IPv6. */
export function joinAddress({ host, port }: HostAndPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
