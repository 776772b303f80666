// The network of this machine as its agent tells it to the controller: devices, addresses, and the way
// out. Juju 4 knows a machine's addresses from this alone.
import fs from "node:fs/promises";
import type { networkInterfaces } from "node:os";
import os from "node:os";

import type { Address, NetworkConfig } from "@holdfast/facades";

import { type AddressType, scopeOf } from "./address-scope.js";
import { defaultRoute, type DefaultRoute } from "./default-route.js";
import { type Link, readLinks } from "./link.js";
import { networkOf } from "./network-of.js";

type Interfaces = ReturnType<typeof networkInterfaces>;

/** What is known of a machine's network. */
export interface NetworkFacts {
  readonly links: readonly Link[];
  readonly interfaces: Interfaces;
  readonly route: DefaultRoute | undefined;
}

/** This machine's network, now. */
export async function readObservedNetwork(): Promise<readonly NetworkConfig[]> {
  const interfaces = os.networkInterfaces();
  const [links, ipv4, ipv6] = await Promise.all([
    readLinks("/sys/class/net"),
    table("/proc/net/route"),
    table("/proc/net/ipv6_route"),
  ]);
  return observedNetwork({
    links: links.length === 0 ? linksFrom(interfaces) : links,
    interfaces,
    route: defaultRoute(ipv4, ipv6),
  });
}

/** A network in Juju's shape: every device, with all its addresses but those that are link-local by IPv6. */
export function observedNetwork({ links, interfaces, route }: NetworkFacts): NetworkConfig[] {
  return links.map((link) => {
    const addresses = addressesOf(link, interfaces);
    const [first] = addresses;
    return {
      "device-index": link.index,
      "mac-address": link.mac,
      cidr: first?.cidr ?? "",
      mtu: link.mtu,
      ...withoutProvider,
      "interface-name": link.name,
      "parent-interface-name": link.parent,
      "interface-type": link.type,
      disabled: !link.isUp,
      ...(link.isUp ? {} : { "no-auto-start": true }),
      "config-type": configTypeOf(link, addresses),
      ...(first === undefined ? {} : { address: first.value, addresses: [...addresses] }),
      ...(route?.device === link.name
        ? { "gateway-address": route.gateway, "is-default-gateway": true }
        : {}),
      origin: "machine",
    };
  });
}

/** What only the provider of a machine knows: present and empty on the wire. */
const withoutProvider = {
  "provider-id": "",
  "provider-network-id": "",
  "provider-subnet-id": "",
  "provider-space-id": "",
  "provider-address-id": "",
  "provider-vlan-id": "",
  "vlan-tag": 0,
} as const;

function configTypeOf(link: Link, addresses: readonly Address[]): string {
  if (link.type === "loopback") return "loopback";
  return addresses.length === 0 ? "manual" : "static";
}

function addressesOf(link: Link, interfaces: Interfaces): readonly (Address & { cidr: string })[] {
  // A label of an address (`eth0:1`) is listed as if it were a device.
  const listed = Object.entries(interfaces).filter(([name]) => name.split(":")[0] === link.name);
  return listed.flatMap(([, found = []]) =>
    found.flatMap(({ address, cidr, family }) => {
      const type: AddressType = family === "IPv6" ? "ipv6" : "ipv4";
      const scope = scopeOf(address, type);
      if (type === "ipv6" && scope === "link-local") return [];
      return [
        {
          value: address,
          cidr: networkOf(cidr ?? `${address}/${type === "ipv4" ? 32 : 128}`, type),
          type,
          scope,
          "config-type": link.type === "loopback" ? "loopback" : "static",
        },
      ];
    }),
  );
}

/** Where the kernel shows no devices: what is known of them by their addresses. */
function linksFrom(interfaces: Interfaces): readonly Link[] {
  return Object.entries(interfaces).map(([name, addresses = []], at): Link => {
    const isLoopback = addresses.some(({ internal }) => internal);
    return {
      name,
      index: at + 1,
      mac: isLoopback ? "" : (addresses[0]?.mac ?? ""),
      mtu: 0,
      type: isLoopback ? "loopback" : "ethernet",
      isUp: true,
      parent: "",
    };
  });
}

/** A table of the kernel's; empty where it has none. */
async function table(file: string): Promise<string> {
  try {
    return await fs.readFile(file, "utf8");
  } catch {
    return ""; // no such table on this system: there is then no route to tell
  }
}
