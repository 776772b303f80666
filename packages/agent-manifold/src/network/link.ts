// A network device of this machine, as the kernel shows it in /sys/class/net.
import fs from "node:fs/promises";
import path from "node:path";

/** What kind of device it is, in Juju's words. */
export type LinkType = "loopback" | "ethernet" | "802.1q" | "bond" | "bridge" | "vxlan" | "veth";

export interface Link {
  readonly name: string;
  readonly index: number;
  /** Lower case with colons; empty for loopback. */
  readonly mac: string;
  readonly mtu: number;
  readonly type: LinkType;
  readonly isUp: boolean;
  /** The bridge that it is a port of; empty without one. */
  readonly parent: string;
}

/** Of `include/uapi/linux/if.h` and `if_arp.h`. */
const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;

/** What the kernel calls the types that it names (`DEVTYPE`). */
const namedTypes: Readonly<Record<string, LinkType>> = {
  bond: "bond",
  bridge: "bridge",
  vlan: "802.1q",
  vxlan: "vxlan",
};

/**
 * The devices of this machine in the order of their index; none where there is no such folder (this is
 * Linux's). One that goes away while it is looked at is left out.
 *
 * @param folder - `/sys/class/net`
 */
export async function readLinks(folder: string): Promise<readonly Link[]> {
  const names = await fs.readdir(folder).catch(noneIfAbsent);
  const links = await Promise.all((names ?? []).map((name) => readLink(folder, name)));
  return links
    .filter((link): link is Link => link !== undefined)
    .toSorted((one, other) => one.index - other.index);
}

async function readLink(folder: string, name: string): Promise<Link | undefined> {
  const device = path.join(folder, name);
  const read = async (file: string): Promise<string | undefined> =>
    (await fs.readFile(path.join(device, file), "utf8").catch(noneIfAbsent))?.trim();
  const [index, flags, mac, mtu, uevent, peer] = await Promise.all(
    ["ifindex", "flags", "address", "mtu", "uevent", "iflink"].map(read),
  );
  // `bonding_masters` is a file in the same folder.
  if (index === undefined || flags === undefined) return undefined;
  const isLoopback = (Number(flags) & IFF_LOOPBACK) !== 0;
  const parts = await fs.readdir(device).catch(noneIfAbsent);
  return {
    name,
    index: Number(index),
    mac: isLoopback ? "" : (mac ?? ""),
    mtu: Number(mtu ?? 0),
    type: isLoopback ? "loopback" : typeOf(uevent ?? "", parts ?? [], index !== peer),
    isUp: (Number(flags) & IFF_UP) !== 0,
    parent: await bridgeOf(device),
  };
}

function typeOf(uevent: string, parts: readonly string[], hasPeer: boolean): LinkType {
  const named = namedTypes[/^DEVTYPE=(.*)$/m.exec(uevent)?.[1] ?? ""];
  if (named !== undefined) return named;
  // The other end of a pair; what has a peer for another reason shows it as a device below.
  return hasPeer && !parts.some((part) => part.startsWith("lower_")) ? "veth" : "ethernet";
}

async function bridgeOf(device: string): Promise<string> {
  const bridge = await fs.readlink(path.join(device, "brport", "bridge")).catch(noneIfAbsent);
  return bridge === undefined ? "" : path.basename(bridge);
}

/** For what is not there, or no longer. */
function noneIfAbsent(error: NodeJS.ErrnoException): undefined {
  const codes = ["ENOENT", "ENOTDIR", "ENODEV", "EINVAL", "EISDIR"];
  if (codes.includes(error.code ?? "")) return undefined;
  throw error;
}
