import type { AddressType } from "./address-scope.js";

/** The network that an address is in: `10.0.4.17/24` is in `10.0.4.0/24`. The text as it is where it has no prefix. */
export function networkOf(cidr: string, family: AddressType): string {
  const [address = "", prefix] = cidr.split("/");
  if (prefix === undefined) return cidr;
  return `${masked(address, Number(prefix), family)}/${prefix}`;
}

function masked(address: string, prefix: number, family: AddressType): string {
  const [size, bits] = family === "ipv4" ? [4, 8] : [8, 16];
  const parts = family === "ipv4" ? address.split(".").map(Number) : groupsOf(address);
  const kept = Array.from({ length: size }, (_, at) => {
    const hostBits = Math.min(bits, Math.max(0, bits * (at + 1) - prefix));
    return ((parts[at] ?? 0) >> hostBits) << hostBits;
  });
  if (family === "ipv4") return kept.join(".");
  return shortest(kept.map((group) => group.toString(16)).join(":"));
}

/** An IPv6 address in its one short spelling, without dotted parts. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = shortest(address).split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [read(head), read(tail ?? "")];
  const between = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<number>(between).fill(0), ...last];
}
