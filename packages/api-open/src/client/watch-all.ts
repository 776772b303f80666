import {
  AllModelWatcher,
  AllWatcher,
  type AllWatcherNextResults,
  Client,
  Controller,
  type Delta,
} from "@holdfast/facades";

import { facadeClient, type FacadeCaller } from "./facade-client.js";
import { Watch, type WatchOptions, type WatchSource } from "./watch.js";
import { watcherSource } from "./watchers.js";

/**
 * Everything in a model: first all there is, then what changes, several changes at a time. Each is
 * `[kind, "change" | "remove", entity]`, such as `["machine", "change", { id: "0", … }]`. Juju 4 has no
 * such watcher.
 *
 * Rejects with FacadeUnavailableError, or as `ApiCaller.call` does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open, watchAll } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { password } = await controller.setUserPassword({ name: "bob", access: "superuser" });
 * const { uuid } = await controller.addModel({ name: "default", owner: "bob" });
 * const { address, caCert } = controller;
 * const bob = { tag: "user-bob", password } as const;
 * const connection = await open({ addrs: [address], caCert, modelTag: modelTag(uuid), ...bob }, {});
 *
 * const kinds: string[] = [];
 * for await (const deltas of await watchAll(connection)) {
 *   kinds.push(...deltas.map(([kind, change]) => `${kind} ${change}`));
 *   if (kinds.includes("machine change")) break; // however this ends, the watcher is stopped
 *   await controller.addMachine({ model: uuid });
 * }
 * assert.ok(kinds.includes("model change"));
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export async function watchAll(
  caller: FacadeCaller,
  options: WatchOptions = {},
): Promise<Watch<readonly Delta[]>> {
  const started = await facadeClient(caller, Client).WatchAll({}, { signal: options.signal });
  return deltas(watcherSource(caller, AllWatcher, started["watcher-id"]), options);
}

/** The same of all models of a controller, on a connection to the controller alone. */
export async function watchAllModels(
  caller: FacadeCaller,
  options: WatchOptions = {},
): Promise<Watch<readonly Delta[]>> {
  const client = facadeClient(caller, Controller);
  const started = await client.WatchAllModels({}, { signal: options.signal });
  return deltas(watcherSource(caller, AllModelWatcher, started["watcher-id"]), options);
}

function deltas(
  { next, stop }: WatchSource<AllWatcherNextResults>,
  options: WatchOptions,
): Watch<readonly Delta[]> {
  return new Watch({ next: async (signal) => (await next(signal)).deltas, stop }, [], options);
}
