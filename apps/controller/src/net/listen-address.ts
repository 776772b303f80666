import net from "node:net";
import os from "node:os";

import { type HostAndPort, InvalidHostPortError, parseHostPort } from "@holdfast/names";

import { ControllerError } from "../errors.js";

/** Where to listen: an IP address, and a port (0 for any free one). */
export type ListenAddress = HostAndPort;

/**
 * Reads `127.0.0.1:17070`, `[::1]:17070` or `localhost:17070`.
 *
 * @throws {@link ControllerError} ERR_LISTEN_ADDRESS for anything else, a host name included: a
 * controller listens on addresses, and its certificate names them
 */
export function parseListenAddress(text: string): ListenAddress {
  const { host: given, port } = readHostPort(text);
  const host = given === "localhost" ? "127.0.0.1" : given;
  if (net.isIP(host) === 0) throw badAddress(text);
  return { host, port };
}

function readHostPort(text: string): HostAndPort {
  try {
    return parseHostPort(text, { portZero: true });
  } catch (cause) {
    if (!(cause instanceof InvalidHostPortError)) throw cause;
    throw badAddress(text, cause);
  }
}

function badAddress(text: string, cause?: unknown): ControllerError {
  return new ControllerError(
    "ERR_LISTEN_ADDRESS",
    `cannot listen on "${text}": give an IP address and a port, such as 127.0.0.1:17070 or [::1]:17070`,
    cause === undefined ? {} : { cause },
  );
}

/**
 * Where to listen, given what was asked for and where it listened last. Agents know the last
 * address, so it is used again unless another was asked for by name.
 */
export function chooseListenAddress(
  asked: ListenAddress | undefined,
  last: string | undefined,
): ListenAddress {
  const before = last === undefined ? undefined : parseListenAddress(last);
  const wanted = asked ?? before ?? { host: "127.0.0.1", port: 0 };
  return wanted.port === 0 && before?.host === wanted.host ? before : wanted;
}

/** The addresses of this machine on which someone who listens there can be reached. */
export function reachableHosts(host: string): readonly string[] {
  if (host !== "0.0.0.0" && host !== "::") return [host];
  const all = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(
    ({ family, scopeid }) => (host === "::" || family === "IPv4") && !scopeid,
  );
  // The loopback address last: whoever may choose takes one that others can reach, too.
  return usable
    .toSorted((a, b) => Number(a.internal) - Number(b.internal))
    .map(({ address }) => address);
}
