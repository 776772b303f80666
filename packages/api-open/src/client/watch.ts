// A watcher of the controller's, as an async iterator. One `Next` call is outstanding while the
// iteration waits; however the iteration ends, the controller's watcher is stopped.
//
//   idle ──next()──► asking ──answer──► idle
//     └──close(), break, the signal, a failure──► over (Stop is sent, once)
import { type Cleanup, type Logger, onAbort, silentLogger } from "@holdfast/ports";
import { ConnectionLostError, ShutdownError } from "@holdfast/rpc/client";
import { isApiError } from "../api-errors.js";

// Shared: it only ends the wait for the pending `Next`, and nobody sees it.
const STOPPED = new Error("the watcher was stopped");

export interface WatchOptions {
  /** Ends the iteration, which then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the controller would not stop its watcher. */
  readonly logger?: Logger | undefined;
}

/** The controller's side of a watcher. */
export interface WatchSource<E> {
  readonly next: (signal: AbortSignal) => Promise<E>;
  readonly stop: () => Promise<unknown>;
}

/** The events of one watcher, to be iterated over once, by one reader. */
export class Watch<E> implements AsyncIterableIterator<E, undefined>, AsyncDisposable {
  readonly #source: WatchSource<E>;
  readonly #signal: AbortSignal | undefined;
  readonly #logger: Logger;
  readonly #waiting = new AbortController();
  readonly #first: E[];
  #removeListener: Cleanup = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  /** @param first events that are there already, before the controller is asked */
  constructor(source: WatchSource<E>, first: readonly E[], options: WatchOptions = {}) {
    this.#source = source;
    this.#first = [...first];
    this.#signal = options.signal;
    this.#logger = options.logger ?? silentLogger;
    this.#removeListener = onAbort(options.signal, this.#abandon);
  }

  /** The next event; one is asked for at a time, however many callers wait. */
  next(): Promise<IteratorResult<E, undefined>> {
    const turn = this.#turn.then(() => this.#advance());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.#abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the iteration, and resolves once the controller's watcher has stopped. Never rejects. */
  close(): Promise<void> {
    this.#removeListener();
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #abandon = (): void => void this.close();

  async #advance(): Promise<IteratorResult<E, undefined>> {
    this.#signal?.throwIfAborted();
    if (this.#stopped !== undefined) return { done: true, value: undefined };
    if (this.#first.length > 0) {
      const [event] = this.#first.splice(0, 1);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- there was one: E may be undefined
      return { done: false, value: event as E };
    }
    try {
      return { done: false, value: await this.#source.next(this.#waiting.signal) };
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (this.#stopped !== undefined) return { done: true, value: undefined };
      this.#abandon();
      throw error;
    }
  }

  async #stop(): Promise<void> {
    // Sent before the pending `Next` is abandoned; the controller answers that with `stopped`.
    const asked = this.#source.stop();
    this.#waiting.abort(STOPPED);
    try {
      await asked;
    } catch (error) {
      // A watcher that is gone, with its connection or without, has stopped.
      const gone =
        error instanceof ShutdownError ||
        error instanceof ConnectionLostError ||
        isApiError(error, "not found", "stopped");
      if (!gone) this.#logger.warn("the controller did not stop a watcher", { error });
    }
  }
}
