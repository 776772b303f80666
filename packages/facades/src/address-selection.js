/** The rank of each scope an agent can reach a controller by; the others are of no use to it. */
const SCOPE_RANK = {
  "local-cloud": 0,
  "local-fan": 1,
  public: 2,
  "": 2,
};
/** The host and port as one text, IPv6 in brackets. */
export function hostPortText(address) {
  const { value, port } = address;
  return value.includes(":") ? `[${value}]:${port}` : `${value}:${port}`;
}
/**
 * The addresses an agent should remember, `host:port`, best first within each server: cloud-local,
 * then fan, then public and unknown; IPv4 before all else within each. Machine-local and link-local
 * ones are dropped, and so is a server with nothing left. (Juju's rule for `SetAPIHostPorts`.)
 */
export function selectAgentAddresses(servers) {
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
