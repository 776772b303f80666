import { type Clock, type Logger, silentLogger, systemClock } from "@holdfast/ports";

import {
  type AgentIntrospectionOptions,
  type AgentView,
  startAgentIntrospection,
  withTransport,
} from "./agent-introspection.js";
import { EngineWatch } from "./engine-watch.js";
import { measureOpen } from "./metrics/measure-open.js";
import { TransportTap } from "./metrics/transport-observer.js";
import { Prometheus } from "./prometheus/prometheus.js";
import { allRoutes, metricsRoutes } from "./routes/all-routes.js";
import { parseLoopback } from "./server/loopback.js";
import { type Listening, PersistentListener } from "./server/persistent-listener.js";
import { servePage, serveSocket, serveTcp } from "./server/serve.js";
import type { ConnectionFacts, Sources } from "./sources.js";

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

/** What {@link startProcessIntrospection} needs to know. */
export interface ProcessIntrospectionOptions extends Omit<IntrospectionOptions, "socketPath"> {
  /** Where the page's token is kept; nowhere by default, and then each process has another. */
  readonly tokenFile?: string;
}

/** What a process shows of its engines, over TCP where that was asked for. */
interface Shown extends AsyncDisposable, AgentView {
  /** Where the page is, with the token that it asks for, if TCP was asked for, and can be had now. */
  readonly url: string | undefined;
  /** Where metrics are, if they were asked for over TCP, and can be had now. */
  readonly metricsUrl: string | undefined;
  /** What is shown: for adapters that count it elsewhere, such as `/opentelemetry`. */
  readonly engines: EngineWatch;
  /** What is known beside them, with what the transport has told. */
  readonly sources: Sources;
  /** The transport, as far as it tells of itself: for adapters as well. */
  readonly transport: TransportTap;
  /** Stops answering, ends every connection, takes the socket away. Harmless when repeated. */
  close(): Promise<void>;
}

/** A running introspection server. */
export interface Introspection extends Shown {
  readonly socketPath: string;
}

/** What a process of several agents shows. */
export interface ProcessIntrospection extends Shown {
  /**
   * Shows one more agent, until it is disposed of: its engines are here under its name, and alone on its
   * own socket, where they have the names that it gives them.
   */
  addAgent(options: AgentIntrospectionOptions): Promise<AgentView & AsyncDisposable>;
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
  const { socketPath } = options;
  const tokenFile = `${socketPath}.token`;
  return Object.assign(await show({ ...options, tokenFile }, socketPath), { socketPath });
}

/**
 * As {@link startIntrospection}, for a process that runs several agents: each has a socket of its own, and
 * the page and the metrics over TCP are of all.
 * @throws {IntrospectionError} `ERR_TCP_ADDRESS` where `tcp` or `metrics` is no loopback `HOST:PORT`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine } from "@holdfast/dependency-engine";
 * import { fetchReport, startProcessIntrospection } from "@holdfast/introspection";
 * import { silentLogger } from "@holdfast/ports";
 *
 * const introspection = await startProcessIntrospection({});
 * const options = { socketPath: "./machine-0.socket", sources: {}, logger: silentLogger };
 * const agent = await introspection.addAgent({ name: "machine-0", ...options });
 * const engine = new Engine();
 * agent.add("agent", engine);
 * assert.match(await fetchReport("./machine-0.socket", "/report"), /"agent"/);
 * assert.deepEqual(introspection.engines.names, ["machine-0"]);
 * for (const each of [agent, introspection, engine]) await each[Symbol.asyncDispose]();
 * ```
 */
export async function startProcessIntrospection(
  options: ProcessIntrospectionOptions,
): Promise<ProcessIntrospection> {
  return show(options);
}

async function show(
  options: ProcessIntrospectionOptions,
  socketPath?: string,
): Promise<ProcessIntrospection> {
  const { tcp, metrics, tokenFile } = options;
  const { sources = {}, clock = systemClock, logger = silentLogger } = options;
  // Refused before anything is opened.
  for (const address of [tcp, metrics]) if (address !== undefined) parseLoopback(address);
  const watch = new EngineWatch({ clock });
  const transport = new TransportTap();
  const connections = new Map<string, () => ConnectionFacts | undefined>();
  const connection = (engine: string): ConnectionFacts | undefined =>
    connections.get(engine)?.() ?? sources.connection?.(engine);
  const shown = withTransport({ ...sources, connection }, transport, clock);
  const counted = { engines: watch, transport, sources: shown };
  const prometheus = new Prometheus(counted, () => clock.now());
  const shared = { watch, transport, prometheus, connections, clock };
  const routes = allRoutes({ watch, sources: shown, clock, prometheus });
  const listeners: PersistentListener[] = [];
  const serve = async (
    at: string | undefined,
    what: string,
    listen: (at: string) => Promise<Listening>,
  ): Promise<PersistentListener | undefined> => {
    if (at === undefined) return undefined;
    const keep = { clock, logger, what, listen: () => listen(at) };
    const listener = await PersistentListener.start(keep);
    listeners.push(listener);
    return listener;
  };
  const all = { routes: () => routes, logger };
  await serve(socketPath, "the socket for reports", (at) => serveSocket(at, all));
  const page = await serve(tcp, "the live page", (at) => servePage(at, tokenFile, all));
  const scraped = await serve(metrics, "metrics over TCP", (at) =>
    serveTcp(at, { routes: () => metricsRoutes(prometheus, shown), logger }, "metrics at"),
  );
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= closeAll([watch, shown, prometheus, ...listeners]));
  return {
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
    addAgent: (agent) => startAgentIntrospection(shared, agent),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function closeAll(parts: readonly (Disposable | AsyncDisposable)[]): Promise<void> {
  await Promise.all(
    parts.map(async (part) =>
      Symbol.asyncDispose in part ? part[Symbol.asyncDispose]() : part[Symbol.dispose](),
    ),
  );
}
