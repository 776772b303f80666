import type http from "node:http";

import { type Clock, type Logger, silentLogger, systemClock } from "@holdfast/ports";

import { EngineWatch } from "./engine-watch.js";
import { LastCertificate } from "./metrics/last-certificate.js";
import { LastHeartbeat } from "./metrics/last-heartbeat.js";
import { measureOpen } from "./metrics/measure-open.js";
import { type TransportObserver, TransportTap } from "./metrics/transport-observer.js";
import { Prometheus } from "./prometheus/prometheus.js";
import { engineRoutes } from "./routes/engine-routes.js";
import { eventRoute } from "./routes/event-route.js";
import { healthRoutes } from "./routes/health-routes.js";
import { liveRoute } from "./routes/live-route.js";
import { metricsRoute } from "./routes/metrics-route.js";
import { pageRoute } from "./routes/page-route.js";
import type { Route } from "./routes/route.js";
import { viewRoute } from "./routes/view-route.js";
import { createServer, type Gatekeeper } from "./server/http-server.js";
import { listenOnLoopback, loopbackGate, parseLoopback } from "./server/loopback.js";
import { keptToken, tokenGate } from "./server/page-token.js";
import { type Listening, PersistentListener } from "./server/persistent-listener.js";
import { listenPrivately } from "./server/private-socket.js";
import type { EngineSource, Sources } from "./sources.js";
import { viewOf } from "./view/view.js";

/** What {@link startIntrospection} needs to know. */
export interface IntrospectionOptions {
  /** Where the unix socket shall be: in the agent's folder. On Linux of any length, else 107 bytes. */
  readonly socketPath: string;
  /**
   * A loopback `HOST:PORT` to serve the page on as well, for browsers; none by default. It asks for a
   * token, which is logged, and kept in a file of mode 0600 beside the socket.
   */
  readonly tcp?: string;
  /**
   * A loopback `HOST:PORT` to serve `/metrics`, `/healthz` and `/readyz` alone on, for what scrapes them
   * as another user of the machine; none by default.
   */
  readonly metrics?: string;
  readonly sources?: Sources;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A running introspection server. */
export interface Introspection extends AsyncDisposable {
  readonly socketPath: string;
  /** Where the page is, with the token that it asks for, if TCP was asked for, and can be had now. */
  readonly url: string | undefined;
  /** Where metrics are, if they were asked for over TCP, and can be had now. */
  readonly metricsUrl: string | undefined;
  /**
   * Shows an engine under a name, until the function it returns is called. The first one added is
   * the agent's own. Added before the first install, it is seen from its beginning.
   */
  readonly add: (name: string, engine: EngineSource) => () => void;
  /** What is shown: for adapters that count it elsewhere, such as `/opentelemetry`. */
  readonly engines: EngineWatch;
  /** What is known beside them, with what the transport has told. */
  readonly sources: Sources;
  /** The transport, as far as it tells of itself: for adapters as well. */
  readonly transport: TransportTap;
  /** To be handed to the transport (`DialOptions.observer`), so that `/metrics` counts it. */
  readonly observer: TransportObserver;
  /** An open function whose attempts are counted, by outcome. */
  readonly measureOpen: <Arguments extends unknown[], Result>(
    open: (...parts: Arguments) => Promise<Result>,
  ) => (...parts: Arguments) => Promise<Result>;
  /** Stops answering, ends every connection, takes the socket away. Harmless when repeated. */
  close(): Promise<void>;
}

/**
 * Serves reports by HTTP over a unix socket of mode 0600, and where asked for over loopback TCP.
 * Both are accessories: where one cannot be had, because a live process serves that path already (a
 * dead one's is replaced) or the port is taken, that is logged, and tried again every 10 s.
 * @throws {IntrospectionError} `ERR_TCP_ADDRESS` where `tcp` is no loopback `HOST:PORT`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 * import { fetchReport, startIntrospection } from "@holdfast/introspection";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * const introspection = await startIntrospection({ socketPath: "./introspection.socket" });
 * introspection.add("agent", engine); // before its first install, so that all is seen
 * engine.install(resourceName("greeter"), {
 *   inputs: [resourceName("clock")],
 *   start: ({ get }) => runWorker(async () => void get(resourceName("clock"))),
 * });
 * await engine.settled();
 * const why = await fetchReport(introspection.socketPath, "/explain/greeter");
 * assert.match(why, /clock/);
 * await introspection.close();
 * engine.kill();
 * await engine.wait();
 * ```
 */
export async function startIntrospection(options: IntrospectionOptions): Promise<Introspection> {
  const { socketPath, tcp, metrics } = options;
  const { sources = {}, clock = systemClock, logger = silentLogger } = options;
  // Refused before anything is opened.
  for (const address of [tcp, metrics]) if (address !== undefined) parseLoopback(address);
  const watch = new EngineWatch({ clock });
  const transport = new TransportTap();
  const heartbeat = new LastHeartbeat(transport, clock);
  const certificate = new LastCertificate(transport);
  const { connection } = sources;
  const shown: Sources = {
    ...sources,
    certificates: () => certificate.with(sources),
    ...(connection === undefined
      ? {}
      : { connection: (engine: string) => heartbeat.addTo(connection(engine)) }),
  };
  const counted = { engines: watch, transport, sources: shown };
  const prometheus = new Prometheus(counted, () => clock.now());
  const routes = makeRoutes({ watch, sources: shown, clock, prometheus });
  const closers: Closer[] = [
    () => watch.close(),
    () => heartbeat[Symbol.dispose](),
    () => certificate[Symbol.dispose](),
    () => prometheus[Symbol.dispose](),
  ];
  const keep = { clock, logger };
  const socket = await PersistentListener.start({
    ...keep,
    what: "the socket for reports",
    listen: () => serveSocket(socketPath, { routes, logger }),
  });
  closers.push(() => socket[Symbol.asyncDispose]());
  const page =
    tcp === undefined
      ? undefined
      : await PersistentListener.start({
          ...keep,
          what: "the live page",
          listen: () => servePage(tcp, `${socketPath}.token`, { routes, logger }),
        });
  closers.push(() => page?.[Symbol.asyncDispose]());
  const scraped =
    metrics === undefined
      ? undefined
      : await PersistentListener.start({
          ...keep,
          what: "metrics over TCP",
          listen: () =>
            serveTcp(metrics, { routes: metricsRoutes(prometheus, shown), logger }, "metrics at"),
        });
  closers.push(() => scraped?.[Symbol.asyncDispose]());
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= closeAll(closers));
  return {
    socketPath,
    get url() {
      return page?.where;
    },
    get metricsUrl() {
      return scraped?.where;
    },
    add: (name, engine) => watch.add(name, engine),
    engines: watch,
    sources: shown,
    transport,
    observer: transport,
    measureOpen: (open) => measureOpen(open, transport, clock),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Closer = () => void | Promise<void> | undefined;

async function closeAll(closers: readonly Closer[]): Promise<void> {
  await Promise.all(closers.map(async (closer) => closer()));
}

function makeRoutes(parts: {
  readonly watch: EngineWatch;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly prometheus: Prometheus;
}): readonly Route[] {
  const { watch, sources, clock, prometheus } = parts;
  const view = viewOf(watch, sources, clock);
  return [
    pageRoute(),
    ...engineRoutes(watch, sources),
    ...metricsRoutes(prometheus, sources),
    eventRoute(watch.log, clock),
    viewRoute(view),
    liveRoute({ watch, sources, view, clock }),
  ];
}

function metricsRoutes(prometheus: Prometheus, sources: Sources): readonly Route[] {
  return [metricsRoute(prometheus), ...healthRoutes(sources)];
}

interface Served {
  readonly routes: readonly Route[];
  readonly logger: Logger;
}

async function serveSocket(socketPath: string, parts: Served): Promise<Listening> {
  const server = createServer(parts);
  const removeSocket = await listenPrivately(server, socketPath);
  parts.logger.debug("reports are served", { socket: socketPath });
  return { where: socketPath, close: () => closeServer(server).then(removeSocket) };
}

async function serveTcp(address: string, parts: Served, what: string): Promise<Listening> {
  const server: http.Server = createServer({ ...parts, gatekeeper: loopbackGate(() => server) });
  const url = await listenOnLoopback(server, address);
  parts.logger.info(`${what} ${url}`);
  return { where: url, close: () => closeServer(server) };
}

/** The page's URL has the token that the page asks for. */
async function servePage(address: string, tokenFile: string, parts: Served): Promise<Listening> {
  const token = await keptToken(tokenFile);
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
