import {
  abortable,
  type Clock,
  delayAfter,
  onAbort,
  type Random,
  sleep,
  untilAborted,
} from "@holdfast/ports";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";

import type { ApiCall, ApiCaller } from "../contract/api-caller.js";
import type { ApiStream, StreamOptions } from "../contract/api-stream.js";
import type { Connection } from "../contract/connection.js";
import { ConnectionAwayError } from "./connection-away-error.js";
import { isOurs, isRefusal } from "./is-fatal.js";
import { RECONNECT_BACKOFF, type ReconnectingOptions } from "./reconnecting-options.js";
import type { ReconnectingState } from "./reconnecting-state.js";
import type { Attempt, Route } from "./route.js";

const NOTHING_ANNOUNCED: ReadonlyMap<string, readonly number[]> = new Map();

/** What a client is run with. */
export interface ReconnectingSettings extends ReconnectingOptions {
  /** Makes the attempts, each with a secret that is asked for anew. */
  readonly route: Route;
  /** Whether the next attempt may have another secret than the last. */
  readonly renewable: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * An `ApiCaller` that outlives its connections: it opens the next where one breaks. A call that is
 * under way when its connection breaks is rejected with the reason, and is not tried again: the
 * controller may have done what it was asked. Made by {@link openReconnecting}.
 */
export class ReconnectingClient implements ApiCaller, AsyncDisposable {
  readonly #settings: ReconnectingSettings;
  readonly #listeners = new Set<(state: ReconnectingState) => void>();
  readonly #ending = new AbortController();
  readonly #broken = new AbortController();
  readonly #over: Promise<void>;
  #state: ReconnectingState = { kind: "connecting", attempt: 1 };
  #connection: Connection | undefined;

  /** Starts to connect. */
  constructor(settings: ReconnectingSettings) {
    this.#settings = settings;
    if (settings.onState !== undefined) this.#listeners.add(settings.onState);
    this.#over = this.#run();
  }

  /** How it stands now. */
  get state(): ReconnectingState {
    return this.#state;
  }

  /** Tells each state from the next on. @returns what ends that */
  subscribe(listener: (state: ReconnectingState) => void): () => void {
    // So that the same function may listen twice.
    const heard = (state: ReconnectingState): void => listener(state);
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  /** As the controller announced them last; none before the first connection. */
  get facades(): ReadonlyMap<string, readonly number[]> {
    return this.#connection?.facades ?? NOTHING_ANNOUNCED;
  }

  get modelTag(): ModelTag | undefined {
    return this.#connection?.modelTag;
  }

  get controllerTag(): ControllerTag | undefined {
    return this.#connection?.controllerTag;
  }

  get authTag(): Tag | undefined {
    return this.#connection?.authTag;
  }

  get serverVersion(): string | undefined {
    return this.#connection?.serverVersion;
  }

  /** Aborted when the client is closed, or has ended: not while it only is away. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  bestFacadeVersion(facade: string): number {
    return this.#connection?.bestFacadeVersion(facade) ?? 0;
  }

  /**
   * Asks the controller, once there is a connection; `timeout` is for both. Rejects as
   * `ApiCaller.call` does, and with ConnectionAwayError where there is none.
   */
  async call(request: ApiCall): Promise<unknown> {
    const { clock } = this.#settings;
    const { timeout } = request;
    const since = clock.now();
    const connection = await this.#connected(request.signal, timeout);
    if (timeout === undefined) return connection.call(request);
    return connection.call({ ...request, timeout: Math.max(1, timeout - (clock.now() - since)) });
  }

  async connectStream(path: string, options: StreamOptions = {}): Promise<ApiStream> {
    return (await this.#connected(options.signal)).connectStream(path, options);
  }

  /**
   * The connection that there is, or else the next. It is the client's to close.
   *
   * Rejects where the client ends, with why, or with the signal's reason.
   */
  connection(signal?: AbortSignal): Promise<ApiCaller> {
    return this.#next(signal, undefined);
  }

  /** Ends the client, and its connection. Never rejects. */
  async close(): Promise<void> {
    this.#ending.abort(undefined);
    await this.#over;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #connected(signal?: AbortSignal, timeout?: number): Promise<Connection> {
    signal?.throwIfAborted();
    const state = this.#state;
    if (state.kind === "connected" && this.#connection?.broken.aborted === false) {
      return this.#connection;
    }
    if (state.kind === "closed") throw closedError(state.error);
    if (this.#settings.whileAway === "fail") {
      const cause = state.kind === "waiting" ? state.error : this.#connection?.broken.reason;
      throw new ConnectionAwayError("there is no connection to the controller now", { cause });
    }
    return this.#next(signal, timeout);
  }

  #next(signal: AbortSignal | undefined, timeout: number | undefined): Promise<Connection> {
    const { clock } = this.#settings;
    return abortable<Connection>(signal, (resolve, reject) => {
      const look = (state: ReconnectingState): void => {
        if (state.kind === "closed") reject(closedError(state.error));
        else if (state.kind === "connected" && this.#connection !== undefined) {
          resolve(this.#connection);
        }
      };
      const unsubscribe = this.subscribe(look);
      const late = (): void =>
        reject(
          new ConnectionAwayError(`there was no connection to the controller for ${timeout} ms`, {
            cause: this.#state.kind === "waiting" ? this.#state.error : undefined,
          }),
        );
      const timer = timeout === undefined ? undefined : clock.setTimeout(late, timeout);
      if (this.#connection?.broken.aborted !== true) look(this.#state);
      return () => {
        unsubscribe();
        if (timer !== undefined) clock.clearTimeout(timer);
      };
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    try {
      await this.#reconnect(signal);
    } catch (error) {
      const byOwner = signal.aborted && error === signal.reason;
      const why = byOwner ? undefined : error;
      this.#become({ kind: "closed", error: why });
      this.#broken.abort(closedError(why));
    }
    this.#listeners.clear();
  }

  /** Connects again and again; rejects where the client is closed, or an error is fatal. */
  async #reconnect(signal: AbortSignal): Promise<never> {
    const { clock, random, backoff = RECONNECT_BACKOFF } = this.#settings;
    let errors = 0;
    let refusals = 0;
    for (;;) {
      // One after the other: each attempt is for what became of the last.
      /* oxlint-disable no-await-in-loop */
      this.#become({ kind: "connecting", attempt: errors + 1 });
      const outcome = await this.#attempt(signal);
      signal.throwIfAborted();
      if (outcome.kind === "broke" && outcome.lasted >= (backoff.reset ?? 0)) errors = 0;
      errors += 1;
      refusals = refusalsAfter(outcome, refusals);
      if (this.#isFatal(outcome, refusals)) throw outcome.error;
      const delay = delayAfter(errors, backoff, random);
      this.#become({ kind: "waiting", error: outcome.error, delay, attempts: errors });
      await sleep(delay, { clock, signal });
      /* oxlint-enable no-await-in-loop */
    }
  }

  /** One attempt and its connection, to the end. */
  async #attempt(signal: AbortSignal): Promise<Outcome> {
    const { clock, route } = this.#settings;
    const attempt = await route.attempt(signal, ({ addrs, controllerTag }) =>
      this.#become({ kind: "redirected", addrs, controllerTag }),
    );
    if (attempt.kind === "failed") return attempt;
    const { connection } = attempt;
    const since = clock.now();
    this.#connection = connection;
    const close = (): void => void connection.close();
    const removeListener = onAbort(signal, close);
    try {
      if (!signal.aborted) this.#become({ kind: "connected", connection });
      await untilAborted(connection.broken);
    } finally {
      removeListener();
      await connection.close();
    }
    return { kind: "broke", error: connection.broken.reason, lasted: clock.now() - since };
  }

  #isFatal(outcome: Outcome, refusals: number): boolean {
    const { isFatal, renewable } = this.#settings;
    if (isFatal !== undefined) return isFatal(outcome.error);
    // What a controller told is no reason to give up: the next attempt goes by what was given.
    if (outcome.kind === "failed" && outcome.by === "as learnt") return false;
    return isOurs(outcome.error) || refusals >= (renewable ? 2 : 1);
  }

  #become(state: ReconnectingState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

function closedError(error: unknown): Error {
  if (error instanceof Error) return error;
  return new ConnectionAwayError("the client was closed", { cause: error });
}

/** How an attempt went, or the connection that came of it. `lasted` is in ms. */
type Outcome =
  | Extract<Attempt, { readonly kind: "failed" }>
  | { readonly kind: "broke"; readonly error: unknown; readonly lasted: number };

/** How many logins in a row were refused where the source says to log in. */
function refusalsAfter(outcome: Outcome, before: number): number {
  if (outcome.kind === "broke") return 0;
  if (outcome.by === "as learnt") return before;
  return isRefusal(outcome.error) ? before + 1 : 0;
}
