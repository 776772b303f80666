import net from "node:net";

import type { HostPort } from "@holdfast/facades";
import { InvalidHostPortError, parseHostPort } from "@holdfast/names";

import { ControllerError } from "../errors.js";

function typeOf(host: string): string {
  if (net.isIPv4(host)) return "ipv4";
  return net.isIPv6(host) ? "ipv6" : "hostname";
}

/**
 * An address as agents and users are told it. A loopback address is called `local-cloud`, too: a
 * controller that listens there serves the agents of its own machine, and agents drop what is
 * `local-machine`.
 *
 * @param text - host:port, IPv6 in brackets
 * @param scope - who can reach it: our own agents, or anybody
 * @throws {@link ControllerError} ERR_NOT_VALID
 */
export function hostPortOf(
  text: string,
  scope: "local-cloud" | "public" = "local-cloud",
): HostPort {
  try {
    const { host, port } = parseHostPort(text);
    return { value: host, type: typeOf(host), scope, port };
  } catch (cause) {
    if (!(cause instanceof InvalidHostPortError)) throw cause;
    throw new ControllerError(
      "ERR_NOT_VALID",
      `"${text}" is no address: give host:port, an IPv6 address in brackets`,
      { cause },
    );
  }
}
