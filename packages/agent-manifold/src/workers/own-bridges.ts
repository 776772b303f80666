import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";

import type { Address } from "@holdfast/facades";

/** The bridges that LXD and KVM make: behind them are this machine's own containers. */
const BRIDGES = ["lxdbr0", "virbr0"];

/** Whether a device is one of these bridges. */
export function isOwnBridge(name: string): boolean {
  return BRIDGES.includes(name);
}

/**
 * Makes the test for whether an address is on one of this machine's own bridges. A controller that
 * announces such an address means a bridge of its own, which has the same range.
 */
export function ownBridgeMatcher(
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): (address: Pick<Address, "value" | "type">) => boolean {
  const ranges = new BlockList();
  for (const { cidr, address, family } of BRIDGES.flatMap((name) => interfaces[name] ?? [])) {
    const kind = family === "IPv6" ? "ipv6" : "ipv4";
    const prefix = cidr?.split("/")[1];
    if (prefix === undefined) ranges.addAddress(address, kind);
    else ranges.addSubnet(address, Number(prefix), kind);
  }
  return ({ value, type }) => (type === "ipv4" || type === "ipv6") && ranges.check(value, type);
}
