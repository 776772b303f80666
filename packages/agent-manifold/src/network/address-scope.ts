import { BlockList } from "node:net";

export type AddressType = "ipv4" | "ipv6";

/** Whence an address can be reached. (Juju's words, and Juju's ranges.) */
export type AddressScope = "local-machine" | "link-local" | "local-cloud" | "local-fan" | "public";

type Range = readonly [network: string, prefix: number, type: AddressType];

function ranges(...list: readonly Range[]): BlockList {
  const block = new BlockList();
  for (const range of list) block.addSubnet(...range);
  return block;
}

/** The first that fits counts. */
const scopes: readonly (readonly [AddressScope, BlockList])[] = [
  ["local-machine", ranges(["127.0.0.0", 8, "ipv4"], ["::1", 128, "ipv6"])],
  ["link-local", ranges(["169.254.0.0", 16, "ipv4"], ["fe80::", 10, "ipv6"])],
  [
    "local-cloud",
    ranges(
      ["10.0.0.0", 8, "ipv4"],
      ["172.16.0.0", 12, "ipv4"],
      ["192.168.0.0", 16, "ipv4"],
      ["fc00::", 7, "ipv6"],
    ),
  ],
  ["local-fan", ranges(["240.0.0.0", 4, "ipv4"])],
];

/** @param address without a prefix length or a zone */
export function scopeOf(address: string, type: AddressType): AddressScope {
  return scopes.find(([, block]) => block.check(address, type))?.[0] ?? "public";
}
