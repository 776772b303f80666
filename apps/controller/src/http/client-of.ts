import type { IncomingMessage } from "node:http";

import { formatHostPort } from "@holdfast/names";

import type { Client } from "../api/client.js";
import { mappedIpv4, peerNetwork } from "./peer-network.js";

/** Who sends the request. Juju's clients say their version in a header; those of 3.6 only on streams. */
export function clientOf(request: IncomingMessage): Client {
  const { remoteAddress = "", remotePort = 0 } = request.socket;
  const version = request.headers["x-juju-clientversion"];
  const host = mappedIpv4(remoteAddress) ?? remoteAddress;
  return {
    address: formatHostPort({ host, port: remotePort }),
    network: peerNetwork(request),
    version: typeof version === "string" ? version : undefined,
  };
}
