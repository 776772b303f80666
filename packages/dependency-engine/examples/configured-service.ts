/*
 * A small web service whose configuration can be changed while it runs: what does not use what was changed
 * is not touched. See live-configuration.ts, which runs it.
 *
 *   settings <--- port <------------------ web
 *            <--- greeting <--- site <-----'
 *            <--- database <----'
 */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { type Engine, resourceName, runWorker, type Worker, worker } from "../src/index.js";

/** What can be configured. */
export interface Settings {
  readonly port: number;
  readonly greeting: string;
  readonly databaseUrl: string;
}

interface Database {
  query(): string;
}

interface WebServer extends Worker {
  /** The port it listens on. */
  readonly port: number;
  readonly server: Server;
}

export const settings = resourceName<Settings>("settings");
export const port = resourceName<number>("port");
export const greeting = resourceName<string>("greeting");
export const database = resourceName<Database>("database");
export const site = resourceName<{ handle: RequestListener }>("site");
export const web = resourceName<WebServer>("web");

/** @param read - reads the configuration, whenever `settings` is bounced */
export function installService(engine: Engine, read: () => Settings): void {
  // Values: what depends on one is touched only where that very value is another.
  engine.install(settings, worker({ output: read, same: isDeepStrictEqual }));
  engine.install(
    port,
    worker({ inputs: { settings }, output: (inputs) => inputs.settings.port, same: Object.is }),
  );
  engine.install(
    greeting,
    worker({ inputs: { settings }, output: (inputs) => inputs.settings.greeting, same: Object.is }),
  );
  // A connection: the next one is up before the last one closes.
  const databaseUrl = resourceName<string>("database-url");
  engine.install(
    databaseUrl,
    worker({
      inputs: { settings },
      output: (inputs) => inputs.settings.databaseUrl,
      same: Object.is,
    }),
  );
  engine.install(database, {
    inputs: [databaseUrl],
    start: async ({ get }) => connect(get(databaseUrl)),
    output: (connection: Connection) => connection,
    overlap: true,
  });
  // It takes whatever is new while it runs.
  engine.install(
    site,
    worker({
      inputs: { greeting, database },
      output: (inputs) => ({ handle: respond(inputs) }),
      update: (inputs, _signal, output) => {
        output.handle = respond(inputs);
      },
    }),
  );
  engine.install(web, {
    inputs: [port, site],
    start: ({ get, signal }) => listen(get(port), get(site), signal),
    output: (server: WebServer) => server,
  });
}

function respond(inputs: {
  readonly greeting: string;
  readonly database: Database;
}): RequestListener {
  return (_request, response) => {
    response.end(`${inputs.greeting}, ${inputs.database.query()}`);
  };
}

interface Connection extends Worker, Database {}

async function connect(url: string): Promise<Connection> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  let isOpen = true;
  const running = runWorker(async (signal) => {
    await once(signal, "abort");
    isOpen = false;
  });
  return {
    kill: () => running.kill(),
    wait: () => running.wait(),
    query: () => {
      if (!isOpen) throw new Error(`the connection to ${url} is closed`);
      return url;
    },
  };
}

async function listen(
  on: number,
  served: { handle: RequestListener },
  signal: AbortSignal,
): Promise<WebServer> {
  const server = createServer((request, response) => served.handle(request, response));
  server.listen(on, "127.0.0.1");
  await once(server, "listening", { signal });
  const address = server.address();
  const running = runWorker(async (stop) => {
    await once(stop, "abort");
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return {
    kill: () => running.kill(),
    wait: () => running.wait(),
    port: typeof address === "object" && address !== null ? address.port : on,
    server,
  };
}
