import type http from "node:http";

import { type Clock, type Logger, silentLogger, systemClock } from "@holdfast/ports";

import { EventLog } from "./event-log.js";
import { engineRoutes } from "./routes/engine-routes.js";
import { eventRoute } from "./routes/event-routes.js";
import { healthRoutes } from "./routes/health-routes.js";
import { createServer } from "./server/http-server.js";
import { listenPrivately } from "./server/private-socket.js";
import type { Sources } from "./sources.js";

/** What {@link startIntrospection} needs to know. */
export interface IntrospectionOptions {
  /** Where the unix socket shall be: in the agent's folder. At most 107 bytes. */
  readonly socketPath: string;
  readonly sources: Sources;
  /** What `/events` shows; an empty one by default. */
  readonly events?: EventLog;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A running introspection server. */
export interface Introspection extends AsyncDisposable {
  readonly socketPath: string;
  /** Stops answering, ends every connection, takes the socket away. Harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Serves reports by HTTP over a unix socket of mode 0600.
 * @throws {IntrospectionError} `ERR_SOCKET_IN_USE` where a live process serves that path already (a
 *   dead one's is replaced), `ERR_SOCKET_PATH`, `ERR_SOCKET_FOLDER`
 */
export async function startIntrospection(options: IntrospectionOptions): Promise<Introspection> {
  const { socketPath, sources, clock = systemClock, logger = silentLogger } = options;
  const routes = [
    ...engineRoutes(sources),
    ...healthRoutes(sources),
    eventRoute(options.events ?? new EventLog(), clock),
  ];
  const server = createServer({ routes, logger });
  const removeSocket = await listenPrivately(server, socketPath);
  logger.debug("introspection is served", { socket: socketPath });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= closeServer(server).then(removeSocket));
  return { socketPath, close, [Symbol.asyncDispose]: close };
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
