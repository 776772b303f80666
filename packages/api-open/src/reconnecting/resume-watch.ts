import type { ApiCaller } from "../contract/api-caller.js";
import type { Watch, WatchOptions } from "../client/watch.js";
import type { ReconnectingClient } from "./reconnecting-client.js";

/** What a watch that outlives its connections tells. */
export type ResumedEvent<E> =
  | { readonly kind: "event"; readonly event: E }
  /** The connection was lost for this reason: what happened until the next event is not told. */
  | { readonly kind: "gap"; readonly reason: unknown };

/**
 * A watch that is started anew on each connection. After a gap the first event is the new watcher's
 * first, which tells how all stands then.
 *
 * The iteration rejects with the signal's reason, where the client ends, and where a watcher ends while
 * its connection lasts.
 *
 * @param start - starts the controller's watcher on a connection
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { facadeClient, openReconnecting, resumeWatch, watchNotify } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { Machiner } from "@holdfast/facades";
 * import { machineTag, modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const { address, caCert } = controller;
 * const who = { tag: machineTag("0"), modelTag: modelTag(model), nonce, password };
 * const client = await openReconnecting({ addrs: [address], caCert, ...who });
 *
 * const addresses = resumeWatch(client, async (connection, options) => {
 *   const started = await facadeClient(connection, Machiner).WatchAPIHostPorts();
 *   return watchNotify(connection, started, options);
 * });
 * for await (const told of addresses) {
 *   assert.equal(told.kind, "event"); // or "gap", where the connection was lost
 *   break;
 * }
 * await client.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export async function* resumeWatch<E>(
  client: ReconnectingClient,
  start: (connection: ApiCaller, options: WatchOptions) => Watch<E> | Promise<Watch<E>>,
  options: WatchOptions = {},
): AsyncGenerator<ResumedEvent<E>, undefined> {
  const { signal } = options;
  for (;;) {
    // One connection after the other, one event after the other.
    /* oxlint-disable no-await-in-loop */
    const connection = await client.connection(signal);
    try {
      await using watch = await start(connection, options);
      for await (const event of watch) yield { kind: "event", event };
      signal?.throwIfAborted();
      // Stopped by the controller, in good order.
      if (!connection.broken.aborted) return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (!connection.broken.aborted) throw error;
    }
    yield { kind: "gap", reason: connection.broken.reason };
    /* oxlint-enable no-await-in-loop */
  }
}
