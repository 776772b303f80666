import net from "node:net";

import type { HostPort } from "@holdfast/facades";

import { ControllerError } from "../errors.js";

const PATTERN = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/u;

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
  const groups = PATTERN.exec(text)?.groups;
  const value = groups?.["v6"] ?? groups?.["host"];
  const port = Number(groups?.["port"]);
  if (value === undefined || port === 0 || port > 65_535) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      `"${text}" is no address: give host:port, an IPv6 address in brackets`,
    );
  }
  return { value, type: typeOf(value), scope, port };
}
