// The three places where pages are served: the private socket, the page's port, the port for metrics.
import type http from "node:http";

import type { Logger } from "@holdfast/ports";

import type { Route } from "../routes/route.js";
import { createServer, type Gatekeeper } from "./http-server.js";
import { listenOnLoopback, loopbackGate } from "./loopback.js";
import { keptToken, newToken, tokenGate } from "./page-token.js";
import type { Listening } from "./persistent-listener.js";
import { listenPrivately } from "./private-socket.js";

/** What is served. */
export interface Served {
  readonly routes: () => readonly Route[];
  readonly logger: Logger;
}

/** On a unix socket of mode 0600. */
export async function serveSocket(socketPath: string, parts: Served): Promise<Listening> {
  const server = createServer(parts);
  const removeSocket = await listenPrivately(server, socketPath);
  parts.logger.debug("reports are served", { socket: socketPath });
  return { where: socketPath, close: () => closeServer(server).then(removeSocket) };
}

/** On a loopback port, for everybody on this machine. */
export async function serveTcp(address: string, parts: Served, what: string): Promise<Listening> {
  const server: http.Server = createServer({ ...parts, gatekeeper: loopbackGate(() => server) });
  const url = await listenOnLoopback(server, address);
  parts.logger.info(`${what} ${url}`);
  return { where: url, close: () => closeServer(server) };
}

/** On a loopback port, for who has the token; the page's URL has it. */
export async function servePage(
  address: string,
  tokenFile: string | undefined,
  parts: Served,
): Promise<Listening> {
  const token = tokenFile === undefined ? newToken() : await keptToken(tokenFile);
  const fromHere = loopbackGate(() => server);
  const withToken = tokenGate(token);
  const gatekeeper: Gatekeeper = (request) => fromHere(request) ?? withToken(request);
  const server: http.Server = createServer({ ...parts, gatekeeper });
  const url = `${await listenOnLoopback(server, address)}?token=${token}`;
  parts.logger.info(`live page at ${url}`);
  return { where: url, close: () => closeServer(server) };
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
