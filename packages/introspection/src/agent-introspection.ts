// One of several agents of a process: its own socket, its own facts, the process's watch and metrics.
import type { Clock, Logger } from "@holdfast/ports";

import { AgentEngines } from "./agent-engines.js";
import type { EngineWatch } from "./engine-watch.js";
import { LastCertificate } from "./metrics/last-certificate.js";
import { LastHeartbeat } from "./metrics/last-heartbeat.js";
import { measureOpen } from "./metrics/measure-open.js";
import { type TransportObserver, TransportTap } from "./metrics/transport-observer.js";
import type { Prometheus } from "./prometheus/prometheus.js";
import { allRoutes } from "./routes/all-routes.js";
import type { Route } from "./routes/route.js";
import { PersistentListener } from "./server/persistent-listener.js";
import { serveSocket } from "./server/serve.js";
import type { ConnectionFacts, EngineSource, Sources } from "./sources.js";

/** What is known of one agent. */
export interface AgentIntrospectionOptions {
  /** What its engines are called among those of the process: its tag. */
  readonly name: string;
  /** Where its own unix socket shall be: in its folder. */
  readonly socketPath: string;
  readonly sources: Sources;
  readonly logger: Logger;
}

/** What an agent is looked at through, in whatever process it runs. */
export interface AgentView {
  /** Shows an engine under a name, until the function it returns is called. */
  readonly add: (name: string, engine: EngineSource) => () => void;
  readonly observer: TransportObserver;
  readonly measureOpen: <Arguments extends unknown[], Result>(
    open: (...parts: Arguments) => Promise<Result>,
  ) => (...parts: Arguments) => Promise<Result>;
}

/** What a process shares with its agents. */
export interface SharedByAgents {
  readonly watch: EngineWatch;
  readonly transport: TransportTap;
  readonly prometheus: Prometheus;
  /** What is known of the connection of each agent's engines, by the engine's name in the process. */
  readonly connections: Map<string, () => ConnectionFacts | undefined>;
  readonly clock: Clock;
}

/** Serves one agent on its socket; shows its engines among those of the process. */
export async function startAgentIntrospection(
  { watch, transport, prometheus, connections, clock }: SharedByAgents,
  { name, socketPath, sources, logger }: AgentIntrospectionOptions,
): Promise<AgentView & AsyncDisposable> {
  const engines = new AgentEngines(watch, name);
  const tap = new TransportTap();
  tap.add(transport);
  const shown = withTransport(sources, tap, clock);
  let routes: readonly Route[] | undefined; // of no use until somebody asks
  const socket = await PersistentListener.start({
    clock,
    logger,
    what: "the socket for reports",
    listen: () =>
      serveSocket(socketPath, {
        routes: () => (routes ??= allRoutes({ watch: engines, sources: shown, clock, prometheus })),
        logger,
      }),
  });
  return {
    add: (engine, source) => {
      const forget = engines.add(engine, source);
      const among = engines.among(engine);
      const facts = (): ConnectionFacts | undefined => shown.connection?.(engine);
      connections.set(among, facts);
      return () => {
        forget();
        if (connections.get(among) === facts) connections.delete(among);
      };
    },
    observer: tap,
    measureOpen: (open) => measureOpen(open, tap, clock),
    async [Symbol.asyncDispose]() {
      shown[Symbol.dispose]();
      await socket[Symbol.asyncDispose]();
    },
  };
}

/** What is known of an agent, with what its transport tells, until disposed of. */
export function withTransport(
  sources: Sources,
  transport: TransportTap,
  clock: Clock,
): Sources & Disposable {
  const heartbeat = new LastHeartbeat(transport, clock);
  const certificate = new LastCertificate(transport);
  const { connection } = sources;
  return {
    ...sources,
    certificates: () => certificate.with(sources),
    ...(connection === undefined
      ? {}
      : { connection: (engine: string) => heartbeat.addTo(connection(engine)) }),
    [Symbol.dispose]() {
      heartbeat[Symbol.dispose]();
      certificate[Symbol.dispose]();
    },
  };
}
