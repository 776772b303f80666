import { formatHostPort } from "@holdfast/names";
import type { HostPort } from "./messages/host-port.js";

/** The rank of each scope an agent can reach a controller by; the others are of no use to it. */
const SCOPE_RANK: Readonly<Record<string, number>> = {
  "local-cloud": 0,
  "local-fan": 1,
  public: 2,
  "": 2,
};

/** The host and port as one text, IPv6 in brackets. */
export function hostPortText(address: Pick<HostPort, "value" | "port">): string {
  return formatHostPort({ host: address.value, port: address.port });
}

/**
 * The addresses an agent should remember, `host:port`, best first within each server: cloud-local,
 * then fan, then public and unknown; IPv4 before all else within each. Machine-local and link-local
 * ones are dropped, and so is a server with nothing left. (Juju's rule for `SetAPIHostPorts`.)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { selectAgentAddresses } from "@holdfast/facades";
 *
 * const at = (value: string, scope: string) => ({ value, type: "ipv4", scope, port: 17070 });
 * assert.deepEqual(
 *   selectAgentAddresses([
 *     [at("127.0.0.1", "local-machine"), at("203.0.113.1", "public"), at("10.0.0.1", "local-cloud")],
 *   ]),
 *   ["10.0.0.1:17070", "203.0.113.1:17070"],
 * );
 * ```
 */
export function selectAgentAddresses(servers: readonly (readonly HostPort[])[]): string[] {
  return servers.flatMap((server) =>
    server
      .flatMap((address) => {
        const scope = Object.hasOwn(SCOPE_RANK, address.scope)
          ? SCOPE_RANK[address.scope]
          : undefined;
        return scope === undefined
          ? []
          : [{ address, rank: 2 * scope + (address.type === "ipv4" ? 0 : 1) }];
      })
      // Stable, so equal ranks keep the controller's order.
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ address }) => hostPortText(address)),
  );
}
