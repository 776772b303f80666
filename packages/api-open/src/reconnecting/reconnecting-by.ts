import { type Clock, type Random, systemClock } from "@holdfast/ports";

import type { ApiInfo } from "@holdfast/names";
import type { Connection } from "../contract/connection.js";
import { ReconnectingClient } from "./reconnecting-client.js";
import type { ApiInfoSource, ReconnectingOptions } from "./reconnecting-options.js";
import { Route } from "./route.js";

/** What any way to open a connection is told that concerns trying again. */
export interface OpeningOptions {
  clock?: Clock;
  random?: Random;
  loginProvider?: unknown;
}

/** Opens a client by the given way to open a connection; resolves at its first connection. */
export async function reconnectingBy<Options extends OpeningOptions>(
  open: (info: ApiInfo, options: Options, signal?: AbortSignal) => Promise<Connection>,
  source: ApiInfoSource,
  options: Options & ReconnectingOptions,
  signal: AbortSignal | undefined,
): Promise<ReconnectingClient> {
  signal?.throwIfAborted();
  const { backoff, isFatal, whileAway, onState } = options;
  const { clock = systemClock, random = Math.random, loginProvider } = options;
  const client = new ReconnectingClient({
    backoff,
    isFatal,
    whileAway,
    onState,
    clock,
    random,
    renewable: typeof source === "function" || loginProvider !== undefined,
    route: new Route({ source, open: (info, ending) => open(info, options, ending) }),
  });
  try {
    await client.connection(signal);
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}
