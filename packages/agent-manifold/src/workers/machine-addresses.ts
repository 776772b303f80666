import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";

import type { Address } from "@holdfast/facades";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");

// RFC 1918, RFC 6598 and RFC 4193: reachable within a cloud, not from everywhere.
const cloudLocal = new BlockList();
cloudLocal.addSubnet("10.0.0.0", 8, "ipv4");
cloudLocal.addSubnet("172.16.0.0", 12, "ipv4");
cloudLocal.addSubnet("192.168.0.0", 16, "ipv4");
cloudLocal.addSubnet("100.64.0.0", 10, "ipv4");
cloudLocal.addSubnet("fc00::", 7, "ipv6");

/** Where this machine can be reached, as a controller is told; its loopback addresses are left out. */
export function machineAddresses(
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): readonly Address[] {
  return Object.values(interfaces).flatMap((addresses = []) =>
    addresses.flatMap(({ address, family }) => {
      const type = family === "IPv6" ? "ipv6" : "ipv4";
      if (loopback.check(address, type)) return [];
      return [{ value: address, type, scope: scopeOf(address, type) }];
    }),
  );
}

function scopeOf(address: string, type: "ipv4" | "ipv6"): string {
  if (linkLocal.check(address, type)) return "link-local";
  return cloudLocal.check(address, type) ? "local-cloud" : "public";
}
