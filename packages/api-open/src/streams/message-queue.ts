import type { WebSocket } from "ws";
import { StreamError } from "../errors.js";

/** Messages that wait for their reader; with more the socket is paused. */
const MOST_WAITING = 64;

/** The stream is over, in good order. */
export class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  override readonly message = "the stream has ended";
}

/**
 * The messages of a socket, from the turn in which it opened until the last that came before its
 * end, held back while nobody takes them.
 */
export class MessageQueue {
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];
  readonly #ended = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  #news = Promise.withResolvers<void>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", this.#receive).on("error", this.#break).on("close", this.#close);
  }

  /** Aborted when no more messages will come: StreamEnded, or what went wrong. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves once the socket itself is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** The next message; undefined where there will be none. Rejects where something went wrong. */
  async take(): Promise<string | undefined> {
    while (this.#waiting.length === 0 && !this.ended.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one piece of news after the other
      await this.#news.promise;
    }
    const text = this.#waiting.shift();
    if (this.#waiting.length < MOST_WAITING && this.#socket.isPaused) this.#socket.resume();
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
    if (this.#waiting.length >= MOST_WAITING) this.#socket.pause();
    this.#wake();
  };

  readonly #break = (cause: Error): void =>
    this.end(new StreamError(`the stream broke: ${cause.message}`, { cause }));

  readonly #close = (code: number): void => {
    const orderly = code === 1000 || code === 1001 || code === 1005;
    this.end(orderly ? new StreamEnded() : new StreamError(`the stream was cut (code ${code})`));
    // `error` stays heard: a socket may still complain while it goes.
    this.#socket.off("message", this.#receive).off("close", this.#close);
    this.#gone.resolve();
  };

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
