import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/** Groups of an IPv6 address that one customer is given: what is behind them is all the same client's. */
const GROUPS = 4;

/** The network that a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function peerNetwork(request: IncomingMessage): string {
  return networkOf(request.socket.remoteAddress ?? "");
}

/** The network of an address as Node writes it. */
export function networkOf(address: string): string {
  const mapped = mappedIpv4(address);
  if (mapped !== undefined) return mapped;
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare)) return address;
  const [head = "", tail] = bare.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return `${[...before, ...zeros, ...after].slice(0, GROUPS).join(":")}::/64`;
}

/** The IPv4 address that the IPv6 address stands for; undefined where it does for none. */
export function mappedIpv4(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
}
