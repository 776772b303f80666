import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { assert, ipV4, ipV6, nat, property } from "fast-check";
import { BlockList } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { scopeOf } from "../src/network/address-scope.js";
import { defaultRoute } from "../src/network/default-route.js";
import { type Link, readLinks } from "../src/network/link.js";
import { networkOf } from "../src/network/network-of.js";
import { observedNetwork, readObservedNetwork } from "../src/network/observed-network.js";
import { machineAddresses } from "../src/workers/machine-addresses.js";

const four = (cidr: string) => ({
  address: cidr.split("/")[0] ?? "",
  cidr,
  netmask: "255.255.255.0",
  family: "IPv4" as const,
  mac: "00:16:3e:aa:bb:cc",
  internal: false,
});
const six = (cidr: string) => ({ ...four(cidr), family: "IPv6" as const, scopeid: 0 });

const loopback: Link = {
  name: "lo",
  index: 1,
  mac: "",
  mtu: 65536,
  type: "loopback",
  isUp: true,
  parent: "",
};
const card: Link = {
  name: "eth0",
  index: 2,
  mac: "00:16:3e:aa:bb:cc",
  mtu: 1500,
  type: "ethernet",
  isUp: true,
  parent: "",
};

describe("the network that a controller is told of", () => {
  test("has each device in Juju's shape, with the networks of its addresses, and the way out", () => {
    const seen = observedNetwork({
      links: [loopback, card],
      interfaces: {
        lo: [four("127.0.0.1/8"), six("::1/128")],
        eth0: [four("10.0.4.17/24"), six("fe80::1/64")],
      },
      route: { device: "eth0", gateway: "10.0.4.1" },
    });
    const none = {
      "provider-id": "",
      "provider-network-id": "",
      "provider-subnet-id": "",
      "provider-space-id": "",
      "provider-address-id": "",
      "provider-vlan-id": "",
      "vlan-tag": 0,
      "parent-interface-name": "",
      disabled: false,
      origin: "machine",
    };
    expect(seen).toEqual([
      {
        ...none,
        "device-index": 1,
        "mac-address": "",
        cidr: "127.0.0.0/8",
        mtu: 65536,
        "interface-name": "lo",
        "interface-type": "loopback",
        "config-type": "loopback",
        address: "127.0.0.1",
        addresses: [
          {
            value: "127.0.0.1",
            cidr: "127.0.0.0/8",
            type: "ipv4",
            scope: "local-machine",
            "config-type": "loopback",
          },
          {
            value: "::1",
            cidr: "::1/128",
            type: "ipv6",
            scope: "local-machine",
            "config-type": "loopback",
          },
        ],
      },
      {
        ...none,
        "device-index": 2,
        "mac-address": "00:16:3e:aa:bb:cc",
        cidr: "10.0.4.0/24",
        mtu: 1500,
        "interface-name": "eth0",
        "interface-type": "ethernet",
        "config-type": "static",
        address: "10.0.4.17",
        addresses: [
          {
            value: "10.0.4.17",
            cidr: "10.0.4.0/24",
            type: "ipv4",
            scope: "local-cloud",
            "config-type": "static",
          },
        ],
        "gateway-address": "10.0.4.1",
        "is-default-gateway": true,
      },
    ]);
  });

  test("has a device without address, and one that is down, without what they have not", () => {
    const down = { ...card, isUp: false };
    const [seen] = observedNetwork({ links: [down], interfaces: {}, route: undefined });
    expect(seen).toMatchObject({
      "config-type": "manual",
      disabled: true,
      "no-auto-start": true,
      cidr: "",
    });
    for (const key of ["address", "addresses", "gateway-address"])
      expect(seen).not.toHaveProperty(key);
  });

  test("counts the label of an address among its device's", () => {
    const interfaces = { eth0: [four("10.0.4.17/24")], "eth0:1": [four("10.0.4.18/24")] };
    const [seen] = observedNetwork({ links: [card], interfaces, route: undefined });
    expect(seen?.addresses?.map(({ value }) => value)).toEqual(["10.0.4.17", "10.0.4.18"]);
  });

  test("of this machine itself has its loopback", async () => {
    const seen = await readObservedNetwork();
    expect(seen.find((device) => device["interface-type"] === "loopback")).toMatchObject({
      "mac-address": "",
      "config-type": "loopback",
      addresses: expect.arrayContaining([expect.objectContaining({ value: "127.0.0.1" })]),
    });
  });

  test("gives the addresses that Juju 3 is told besides: no loopback, link-local, or own bridge", () => {
    const seen = observedNetwork({
      links: [loopback, card, { ...card, name: "lxdbr0", type: "bridge" }],
      interfaces: {
        lo: [four("127.0.0.1/8")],
        eth0: [four("8.8.8.8/24"), four("169.254.0.9/16"), six("2001:db8::5/64")],
        lxdbr0: [four("10.0.4.1/24")],
      },
      route: undefined,
    });
    expect(machineAddresses(seen)).toEqual([
      { value: "8.8.8.8", type: "ipv4", scope: "public" },
      { value: "2001:db8::5", type: "ipv6", scope: "public" },
    ]);
  });
});

test.each([
  ["127.3.2.1", "ipv4", "local-machine"],
  ["::1", "ipv6", "local-machine"],
  ["169.254.0.9", "ipv4", "link-local"],
  ["fe80::1", "ipv6", "link-local"],
  ["10.0.0.5", "ipv4", "local-cloud"],
  ["172.16.0.1", "ipv4", "local-cloud"],
  ["192.168.1.1", "ipv4", "local-cloud"],
  ["fd00::5", "ipv6", "local-cloud"],
  ["252.0.0.1", "ipv4", "local-fan"],
  ["100.64.0.1", "ipv4", "public"],
  ["8.8.8.8", "ipv4", "public"],
  ["2001:db8::5", "ipv6", "public"],
] as const)("the scope of %s (%s) is %s", (address, type, scope) => {
  expect(scopeOf(address, type)).toBe(scope);
});

describe("the network of an address", () => {
  test.each([
    ["10.0.4.17/24", "ipv4", "10.0.4.0/24"],
    ["10.0.4.17/23", "ipv4", "10.0.4.0/23"],
    ["10.0.5.17/22", "ipv4", "10.0.4.0/22"],
    ["10.0.4.17/32", "ipv4", "10.0.4.17/32"],
    ["255.255.255.255/0", "ipv4", "0.0.0.0/0"],
    ["fd00::2/64", "ipv6", "fd00::/64"],
    ["2001:db8:1:2:3:4:5:6/61", "ipv6", "2001:db8:1::/61"],
    ["::1/128", "ipv6", "::1/128"],
    ["::1:0/112", "ipv6", "::1:0/112"],
    ["::ffff:10.0.0.1/120", "ipv6", "::ffff:a00:0/120"],
  ] as const)("of %s (%s) is %s", (cidr, type, network) => {
    expect(networkOf(cidr, type)).toBe(network);
  });

  test("holds the address, and has no bit beyond its prefix", () => {
    const holds = (address: string, prefix: number, type: "ipv4" | "ipv6"): boolean => {
      const network = networkOf(`${address}/${prefix}`, type);
      const block = new BlockList();
      block.addSubnet(network.split("/")[0] ?? "", prefix, type);
      return block.check(address, type) && networkOf(network, type) === network;
    };
    assert(property(ipV4(), nat(32), (address, prefix) => holds(address, prefix, "ipv4")));
    assert(property(ipV6(), nat(128), (address, prefix) => holds(address, prefix, "ipv6")));
  });
});

describe("the default route", () => {
  const head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
  const six4 = `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003 eth1\n`;
  test("is IPv4's with the least metric", () => {
    const table = `${head}wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\neth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;
    expect(defaultRoute(table, six4)).toEqual({ device: "eth0", gateway: "192.0.2.1" });
  });
  test("is IPv6's where IPv4 has none", () => {
    expect(defaultRoute(head, six4)).toEqual({ device: "eth1", gateway: "fd00::1" });
  });
  test("is none without a gateway", () => {
    expect(defaultRoute(head, "")).toBeUndefined();
    const direct = `${head}ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n`;
    expect(defaultRoute(direct, "")).toBeUndefined();
  });
});

describe("a device as the kernel shows it", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-net-"));
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  async function device(name: string, index: number, files: Record<string, string>): Promise<void> {
    await fs.mkdir(path.join(folder, name));
    const all = { ifindex: `${index}`, iflink: `${index}`, flags: "0x1003", mtu: "1500", ...files };
    for (const [file, text] of Object.entries(all)) {
      await fs.writeFile(path.join(folder, name, file), `${text}\n`);
    }
  }

  test.each([
    ["loopback", { flags: "0x9", address: "00:00:00:00:00:00" }, ""],
    ["ethernet", { address: "00:16:3e:aa:bb:cc", uevent: "INTERFACE=x" }, ""],
    ["ethernet", { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=wlan" }, ""],
    ["bond", { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=bond\nINTERFACE=x" }, ""],
    ["bridge", { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=bridge" }, ""],
    ["802.1q", { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=vlan", iflink: "2" }, "lower_eth0"],
    ["vxlan", { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=vxlan" }, ""],
    ["veth", { address: "00:16:3e:aa:bb:cc", uevent: "INTERFACE=x", iflink: "12" }, ""],
    [
      "ethernet",
      { address: "00:16:3e:aa:bb:cc", uevent: "DEVTYPE=macvlan", iflink: "2" },
      "lower_eth0",
    ],
  ])("is %s by %j", async (type, files, lower) => {
    await device("x", 7, files);
    if (lower !== "") await fs.symlink("../eth0", path.join(folder, "x", lower));
    expect(await readLinks(folder)).toEqual([
      {
        name: "x",
        index: 7,
        mac: type === "loopback" ? "" : "00:16:3e:aa:bb:cc",
        mtu: 1500,
        type,
        isUp: true,
        parent: "",
      },
    ]);
  });

  test("is down, or a port of a bridge, as it is shown; in the order of the index", async () => {
    await device("eth1", 3, { flags: "0x1002" });
    await device("eth0", 2, {});
    await fs.mkdir(path.join(folder, "eth0", "brport"));
    await fs.symlink("../../br0", path.join(folder, "eth0", "brport", "bridge"));
    await fs.writeFile(path.join(folder, "bonding_masters"), "bond0\n");
    expect(await readLinks(folder)).toMatchObject([
      { name: "eth0", isUp: true, parent: "br0" },
      { name: "eth1", isUp: false, parent: "" },
    ]);
  });

  test("is none where there is no such folder", async () => {
    expect(await readLinks(path.join(folder, "absent"))).toEqual([]);
  });
});
