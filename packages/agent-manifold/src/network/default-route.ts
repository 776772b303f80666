// Where this machine sends what is for anywhere: the default route, as Linux shows it.

export interface DefaultRoute {
  /** The device that it leads through. */
  readonly device: string;
  readonly gateway: string;
}

interface Candidate extends DefaultRoute {
  readonly metric: number;
}

/**
 * The default route with the least metric, of IPv4 where there is one, else of IPv6.
 *
 * @param ipv4 - `/proc/net/route`
 * @param ipv6 - `/proc/net/ipv6_route`
 */
export function defaultRoute(ipv4: string, ipv6: string): DefaultRoute | undefined {
  const [best] = [...ipv4Routes(ipv4), ...ipv6Routes(ipv6)];
  return best && { device: best.device, gateway: best.gateway };
}

function ipv4Routes(table: string): readonly Candidate[] {
  return rows(table)
    .flatMap((row): Candidate[] => {
      const [device = "", destination, gateway = "", , , , metric = "0", mask] = row;
      if (destination !== "00000000" || mask !== "00000000" || /^0*$/.test(gateway)) return [];
      // In the order of the machine's bytes, which is the least first wherever Node.js runs.
      const bytes = Buffer.from(gateway, "hex").toReversed();
      return [{ device, gateway: bytes.join("."), metric: Number(metric) }];
    })
    .toSorted(byMetric);
}

function ipv6Routes(table: string): readonly Candidate[] {
  return rows(table)
    .flatMap((row): Candidate[] => {
      const [destination = "", prefix, , , gateway = "", metric = "0"] = row;
      const device = row.at(-1) ?? "";
      if (!/^0+$/.test(destination) || prefix !== "00" || /^0*$/.test(gateway)) return [];
      const groups = gateway.match(/.{4}/g) ?? [];
      const { hostname } = new URL(`http://[${groups.join(":")}]`);
      return [{ device, gateway: hostname.slice(1, -1), metric: Number.parseInt(metric, 16) }];
    })
    .toSorted(byMetric);
}

function rows(table: string): string[][] {
  return table.split("\n").map((line) => line.trim().split(/\s+/));
}

function byMetric(one: Candidate, other: Candidate): number {
  return one.metric - other.metric;
}
