// Over TCP, reports are for this machine alone: bound to a loopback address, and answered only to a
// page of our own. A foreign page may make a browser ask us; it cannot make the browser send our
// address as its Host (that is how DNS rebinding shows), nor hide its Origin.
import http from "node:http";
import net from "node:net";

import { formatHostPort, type HostAndPort, isHostPort, parseHostPort } from "@holdfast/names";
import { errorFacts } from "@holdfast/ports";

import { IntrospectionError } from "../errors.js";
import { text } from "../routes/reply.js";
import type { Gatekeeper } from "./http-server.js";

/**
 * Splits `HOST:PORT`, an IPv6 host in brackets.
 * @throws {IntrospectionError} `ERR_TCP_ADDRESS` unless it is an address of this machine alone
 */
export function parseLoopback(address: string): HostAndPort {
  const parsed = isHostPort(address, { portZero: true })
    ? parseHostPort(address, { portZero: true })
    : undefined;
  if (parsed === undefined || !isLoopback(parsed.host)) {
    throw new IntrospectionError(
      "ERR_TCP_ADDRESS",
      `cannot serve the page on ${JSON.stringify(address)}: it is shown on this machine alone; write 127.0.0.1:PORT, localhost:PORT or [::1]:PORT (port 0 takes a free one)`,
    );
  }
  return parsed;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (net.isIPv4(host) && host.startsWith("127."));
}

/**
 * Listens on a loopback address. Resolves to the page's URL.
 * @throws {IntrospectionError} `ERR_TCP_ADDRESS`; `ERR_TCP_LISTEN` where it cannot be had now
 */
export async function listenOnLoopback(server: http.Server, address: string): Promise<string> {
  const { host, port } = parseLoopback(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, address)));
    server.listen({ host, port, exclusive: true }, () => resolve());
  });
  return `http://${formatHostPort({ host, port: portOf(server) })}/`;
}

/** Refuses whoever does not ask for this machine by its own name, or asks from a foreign page. */
export function loopbackGate(server: () => http.Server): Gatekeeper {
  return ({ headers, url }) => {
    const port = portOf(server());
    const { host, origin } = headers;
    if (host === undefined || !isOurs(host, port)) {
      return text(
        `ERR_FOREIGN_HOST: this page is not ${JSON.stringify(host ?? "")}; open it as 127.0.0.1:${port}`,
        403,
      );
    }
    const foreignOrigin =
      origin !== undefined && !(origin.startsWith("http://") && isOurs(origin.slice(7), port));
    // A link from elsewhere may open the page; nothing else may be fetched from elsewhere.
    const foreignSite = headers["sec-fetch-site"] === "cross-site" && url !== "/";
    return foreignOrigin || foreignSite
      ? text("ERR_FOREIGN_ORIGIN: reports are read by this agent's own page alone", 403)
      : undefined;
  };
}

/** Whether a Host header names this machine's loopback and our port. */
function isOurs(host: string, port: number): boolean {
  const match = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d+))?$/i.exec(host);
  return match !== null && Number(match[2] ?? 80) === port;
}

function portOf(server: http.Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function listenError(error: unknown, address: string): IntrospectionError {
  const { code } = errorFacts(error);
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "the port is in use; choose another, or 0 for a free one",
    EACCES: "the port is reserved; choose one above 1023",
    EADDRNOTAVAIL: "this machine does not have that address",
    EMFILE: "no file descriptors are left",
  };
  return new IntrospectionError(
    "ERR_TCP_LISTEN",
    `cannot serve the page on ${address}: ${reasons[code ?? ""] ?? `the system says ${code ?? "no more"}`}`,
    { cause: error },
  );
}
