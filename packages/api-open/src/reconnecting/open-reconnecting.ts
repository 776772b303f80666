import type { DialOptions } from "../dial/dial-options.js";
import { open } from "../open.js";
import { reconnectingBy } from "./reconnecting-by.js";
import type { ReconnectingClient } from "./reconnecting-client.js";
import type { ApiInfoSource, ReconnectingOptions } from "./reconnecting-options.js";

/**
 * A connection for scripts and dashboards that is opened again where it breaks, after delays as the
 * engine's. Resolves at the first connection: until then it tries again as it does later. Whoever holds
 * the client closes it.
 *
 * It goes where the controllers say: a redirect is followed, and the addresses announced at a login are
 * used from then on, beside the one that worked last. Where those lead nowhere the next attempt goes by
 * `source` again, and so on in turn.
 *
 * `source` as a function, and `loginProvider`, are asked anew before each attempt, for a secret that was
 * renewed. The signal interrupts the opening.
 *
 * Rejects with the error that trying again cannot mend (see `isFatal`), or the signal's reason.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { facadeClient, openReconnecting } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { Client } from "@holdfast/facades";
 * import { modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { password } = await controller.setUserPassword({ name: "bob", access: "superuser" });
 * const { uuid } = await controller.addModel({ name: "default", owner: "bob" });
 * const { address, caCert } = controller;
 * const renewedPassword = async () => password; // asked before each attempt
 *
 * const client = await openReconnecting(
 *   async () => ({
 *     addrs: [address],
 *     caCert,
 *     modelTag: modelTag(uuid),
 *     tag: "user-bob",
 *     password: await renewedPassword(),
 *   }),
 *   { onState: ({ kind }) => console.log(kind) }, // connecting, redirected, connected, waiting, closed
 * );
 * const status = await facadeClient(client, Client).FullStatus({ patterns: [] });
 * assert.equal(status.model.name, "default");
 * await client.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export function openReconnecting(
  source: ApiInfoSource,
  options: DialOptions & ReconnectingOptions = {},
  signal?: AbortSignal,
): Promise<ReconnectingClient> {
  return reconnectingBy(open, source, options, signal);
}
