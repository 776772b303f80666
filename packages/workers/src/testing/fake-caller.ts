// A connection without a controller: answers as the test says, and keeps what was asked.
import {
  type ApiCall,
  type ApiCaller,
  ApiError,
  type ApiStream,
  StreamError,
} from "@holdfast/api-open";
import { bestVersion, KNOWN_FACADE_VERSIONS } from "@holdfast/facades";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";
import { abortable } from "@holdfast/ports";

import { type FakeNotifyWatcher, type FakeStringsWatcher, WatcherQueue } from "./fake-watcher.js";

/** Answers a method: with its result, or by throwing, such as an `ApiError`. */
export type FakeAnswer = (params: unknown, call: ApiCall) => unknown;

export interface FakeCallerOptions {
  /** By `Facade.Method`; what is not there is `not implemented`, as a controller says it. */
  readonly answers?: Readonly<Record<string, FakeAnswer>>;
  /** What it announces: those that are answered, in the versions that Holdfast knows, or 1. */
  readonly facades?: Readonly<Record<string, readonly number[]>>;
  readonly tag?: Tag;
  readonly modelTag?: ModelTag;
  readonly controllerTag?: ControllerTag;
  readonly serverVersion?: string;
}

/**
 * What a worker is given as `API_CALLER_NAME`, for tests.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { facadeClient, Machiner, watchNotify } from "@holdfast/workers";
 * import { FakeCaller } from "@holdfast/workers/testing";
 *
 * const caller = new FakeCaller({
 *   answers: { "Machiner.Life": () => ({ results: [{ life: "dying" }] }) },
 * });
 * const { results } = await facadeClient(caller, Machiner).Life({ entities: [{ tag: "machine-0" }] });
 * assert.equal(results[0]?.life, "dying");
 * assert.equal(caller.calls[0]?.method, "Life");
 *
 * const watcher = caller.notifyWatcher();
 * watcher.change();
 * let told = 0;
 * for await (const _change of watchNotify(caller, watcher.started)) if (++told === 2) break;
 * assert.ok(watcher.stopped);
 * ```
 */
export class FakeCaller implements ApiCaller {
  /** Everything that was asked, watchers included. */
  readonly calls: ApiCall[] = [];
  /** May be changed at any time. */
  readonly answers: Record<string, FakeAnswer>;
  readonly facades: ReadonlyMap<string, readonly number[]>;
  readonly authTag: Tag | undefined;
  readonly modelTag: ModelTag | undefined;
  readonly controllerTag: ControllerTag | undefined;
  readonly serverVersion: string | undefined;
  readonly #broken = new AbortController();
  readonly #watchers = new Map<string, WatcherQueue>();

  constructor(options: FakeCallerOptions = {}) {
    this.answers = { ...options.answers };
    this.facades = new Map([...announced(this.answers), ...Object.entries(options.facades ?? {})]);
    this.authTag = options.tag;
    this.modelTag = options.modelTag;
    this.controllerTag = options.controllerTag;
    this.serverVersion = options.serverVersion;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Ends the connection: what waits is rejected with the reason. */
  break(reason: Error): void {
    this.#broken.abort(reason);
  }

  bestFacadeVersion(facade: string): number {
    return bestVersion(facade, this.facades.get(facade) ?? []);
  }

  async call(request: ApiCall): Promise<unknown> {
    this.calls.push(request);
    const signal =
      request.signal === undefined ? this.broken : AbortSignal.any([request.signal, this.broken]);
    signal.throwIfAborted();
    const answering = this.#answer(request, signal);
    answering.catch(() => undefined);
    return abortable(signal, (resolve, reject) => void answering.then(resolve, reject));
  }

  connectStream(path: string): Promise<ApiStream> {
    return Promise.reject(new StreamError(`a fake caller has no stream ${path}`));
  }

  /** A watcher that tells that something changed: the first time at once, as all do. */
  notifyWatcher(): FakeNotifyWatcher {
    const { id, queue } = this.#watcher();
    return {
      started: { NotifyWatcherId: id },
      change: () => queue.push({}),
      get stopped() {
        return queue.stopped;
      },
    };
  }

  /** A watcher of names. @param names - those that there are at first */
  stringsWatcher(...names: string[]): FakeStringsWatcher {
    const { id, queue } = this.#watcher();
    return {
      started: { "watcher-id": id, changes: names },
      change: (...changes) => queue.push({ "watcher-id": id, changes }),
      get stopped() {
        return queue.stopped;
      },
    };
  }

  #watcher(): { readonly id: string; readonly queue: WatcherQueue } {
    const id = String(this.#watchers.size + 1);
    const queue = new WatcherQueue();
    this.#watchers.set(id, queue);
    return { id, queue };
  }

  async #answer(call: ApiCall, signal: AbortSignal): Promise<unknown> {
    const { facade, method, id = "", params = {} } = call;
    const answer = this.answers[`${facade}.${method}`];
    if (answer !== undefined) return answer(params, call);
    const watcher = WATCHERS.has(facade) ? this.#watchers.get(id) : undefined;
    if (watcher !== undefined && method === "Next") return watcher.next(signal);
    if (watcher !== undefined && method === "Stop") {
      watcher.stop(new ApiError("watcher has been stopped", { code: "stopped" }));
      return {};
    }
    const unknown = `no such request - method ${facade}.${method} is not implemented`;
    throw new ApiError(unknown, { code: "not implemented" });
  }
}

const WATCHERS = new Set(["NotifyWatcher", "StringsWatcher"]);

/** Every facade that is answered, and the watchers, in the versions that are known. */
function announced(answers: Readonly<Record<string, FakeAnswer>>): [string, readonly number[]][] {
  const named = Object.keys(answers).map((name) => name.slice(0, name.indexOf(".")));
  return [...new Set([...named, ...WATCHERS])].map((name) => [
    name,
    Object.hasOwn(KNOWN_FACADE_VERSIONS, name) ? (KNOWN_FACADE_VERSIONS[name] ?? [1]) : [1],
  ]);
}
