import net from "node:net";
import os from "node:os";

import { ControllerError } from "../errors.js";

/** Where to listen: an IP address, and a port (0 for any free one). */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const PATTERN = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/u;

/**
 * Reads `127.0.0.1:17070`, `[::1]:17070` or `localhost:17070`.
 *
 * @throws {@link ControllerError} ERR_LISTEN_ADDRESS for anything else, a host name included: a
 * controller listens on addresses, and its certificate names them
 */
export function parseListenAddress(text: string): ListenAddress {
  const groups = PATTERN.exec(text)?.groups;
  const given = groups?.["v6"] ?? groups?.["host"] ?? "";
  const host = given === "localhost" ? "127.0.0.1" : given;
  const port = Number(groups?.["port"]);
  const isAddress = groups?.["v6"] === undefined ? net.isIPv4(host) : net.isIPv6(host);
  if (!isAddress || port > 65_535) {
    throw new ControllerError(
      "ERR_LISTEN_ADDRESS",
      `cannot listen on "${text}": give an IP address and a port, such as 127.0.0.1:17070 or [::1]:17070`,
    );
  }
  return { host, port };
}

/** `host:port`, with an IPv6 address in brackets. */
export function formatAddress({ host, port }: ListenAddress): string {
  return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
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
