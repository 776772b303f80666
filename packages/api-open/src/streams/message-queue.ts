import type { WebSocket } from "ws";
import { StreamError } from "../errors.js";

/** Messages waiting for the reader, above which the socket is paused. */
const MAX_WAITING = 64;

/** The stream was closed cleanly. */
export class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  override readonly message = "the stream has ended";
}

/**
 * The messages of a WebSocket, from the tick in which it opened to the last before its end, with
 * backpressure while nobody takes them.
 */
export class MessageQueue {
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];
  readonly #ended = new AbortController();
  readonly #socketClosed = Promise.withResolvers<void>();
  #changed = Promise.withResolvers<void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", this.#receive).on("error", this.#break).on("close", this.#close);
  }

  /** Aborted when no more messages will come: StreamEnded, or what went wrong. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves once the socket is closed. */
  get socketClosed(): Promise<void> {
    return this.#socketClosed.promise;
  }

  /** The next message; undefined where there will be none. Rejects where something went wrong. */
  async take(): Promise<string | undefined> {
    while (this.#waiting.length === 0 && !this.ended.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one change after the other
      await this.#changed.promise;
    }
    const text = this.#waiting.shift();
    if (this.#waiting.length < MAX_WAITING && this.#socket.isPaused) this.#socket.resume();
    if (text === undefined && !(this.ended.reason instanceof StreamEnded)) throw this.ended.reason;
    return text;
  }

  /** No more messages are wanted. */
  end(reason: unknown): void {
    if (!this.ended.aborted) this.#ended.abort(reason);
    this.#wake();
  }

  readonly #receive = (data: Buffer, isBinary: boolean): void => {
    if (isBinary) {
      this.end(new StreamError("unexpected message type 2: messages are text"));
      this.#socket.terminate();
      return;
    }
    this.#waiting.push(data.toString());
    if (this.#waiting.length >= MAX_WAITING) this.#socket.pause();
    this.#wake();
  };

  readonly #break = (cause: Error): void =>
    this.end(new StreamError(`the stream broke: ${cause.message}`, { cause }));

  readonly #close = (code: number): void => {
    const orderly = code === 1000 || code === 1001 || code === 1005;
    this.end(orderly ? new StreamEnded() : new StreamError(`the stream was cut (code ${code})`));
    // The `error` listener stays: a socket may still fail while it closes.
    this.#socket.off("message", this.#receive).off("close", this.#close);
    this.#socketClosed.resolve();
  };

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
