import {
  decode,
  type Empty,
  type Facade,
  NotifyWatcher,
  type NotifyWatchResult,
  type Signatures,
  StringsWatcher,
  type StringsWatchResult,
} from "@holdfast/facades";
import { resultError } from "../results.js";
import type { FacadeCaller } from "./facade-client.js";
import { requireVersion } from "./offered-version.js";
import { Watch, type WatchOptions, type WatchSource } from "./watch.js";

/** The methods of every watcher facade. */
interface WatcherMethods<E> {
  Next(params: Empty): E;
  Stop(params: Empty): Empty;
}

/**
 * What a facade's `Watch…` method started: one event at once, then one for each change.
 *
 * @throws ApiError where it started nothing, for the reason in the result
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen, facadeClient, watchNotify } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { Machiner } from "@holdfast/facades";
 * import { machineTag, modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const { address, caCert } = controller;
 * const who = { tag: machineTag("0"), modelTag: modelTag(model), nonce, password };
 * const connection = await apiOpen({ addrs: [address], caCert, ...who }, {});
 *
 * const machiner = facadeClient(connection, Machiner);
 * let events = 0;
 * for await (const _change of watchNotify(connection, await machiner.WatchAPIHostPorts())) {
 *   if (++events === 2) break; // however this ends, the controller's watcher is stopped
 *   await controller.setApiAddresses(["10.0.0.1:17070"]); // the first event comes at once
 * }
 * assert.equal(events, 2);
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export function watchNotify(
  caller: FacadeCaller,
  started: NotifyWatchResult,
  options?: WatchOptions,
): Watch<void> {
  if (started.error !== undefined) throw resultError(started.error);
  const { next, stop } = watcherSource(caller, NotifyWatcher, started.NotifyWatcherId);
  const silent = async (signal: AbortSignal): Promise<void> => void (await next(signal));
  return new Watch({ next: silent, stop }, [undefined], options);
}

/**
 * What a facade's `Watch…` method started: the names that there are, then those that change.
 *
 * @throws ApiError where it started nothing, for the reason in the result
 */
export function watchStrings(
  caller: FacadeCaller,
  started: StringsWatchResult,
  options?: WatchOptions,
): Watch<readonly string[]> {
  if (started.error !== undefined) throw resultError(started.error);
  const { next, stop } = watcherSource(caller, StringsWatcher, started["watcher-id"]);
  const names = async (signal: AbortSignal): Promise<readonly string[]> =>
    (await next(signal)).changes ?? [];
  return new Watch({ next: names, stop }, [started.changes ?? []], options);
}

/** What `Next` of any other watcher facade tells, from the first answer on. */
export function watchEvents<E, M extends Signatures<M> & WatcherMethods<E>>(
  caller: FacadeCaller,
  facade: Facade<M> & Facade<WatcherMethods<E>>,
  id: string,
  options?: WatchOptions,
): Watch<E> {
  return new Watch(watcherSource<E>(caller, facade, id), [], options);
}

/** The controller's side of a watcher that was started. @throws FacadeUnavailableError */
export function watcherSource<E>(
  caller: FacadeCaller,
  facade: Facade<WatcherMethods<E>>,
  id: string,
): WatchSource<E> {
  const { name } = facade;
  const ask = { facade: name, version: requireVersion(caller, facade), id };
  const { result } = facade.methods.Next;
  return {
    next: async (signal) =>
      decode(
        result,
        await caller.call({ ...ask, method: "Next", signal }),
        `result of ${name}.Next`,
      ),
    stop: () => caller.call({ ...ask, method: "Stop" }),
  };
}
