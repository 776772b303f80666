// One of the controller's streams: a WebSocket of its own, with JSON messages both ways.
//
//   greeting ──first message──► open ──close(), the other end, the connection──► over
//       └──an error in it, or no such message──► over
import type { Clock, Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { StreamError } from "../errors.js";

/** Juju's: ms between pings, for a pong, and for writing one message. */
const PING_PERIOD = 60_000;
const PONG_TIMEOUT = 90_000;
const WRITE_TIMEOUT = 30_000;
/** Messages that wait for their reader; with more the socket is paused. */
const MOST_WAITING = 64;

export interface StreamOptions {
  /** Interrupts the opening. */
  readonly signal?: AbortSignal | undefined;
  /** Sent as the query of the URL, such as what to replay of a log. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A stream, past its greeting. Whoever opened it closes it; it ends with its connection besides. */
export class ApiStream implements AsyncDisposable, AsyncIterable<unknown> {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  readonly #waiting: string[] = [];
  #news = Promise.withResolvers<void>();
  #nextPing: Timer;
  #pongDeadline: Timer;

  /** @param socket open; the stream owns it from now on */
  constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#nextPing = clock.setTimeout(this.#ping, PING_PERIOD);
    this.#pongDeadline = clock.setTimeout(this.#silent, PONG_TIMEOUT);
    socket
      .on("message", this.#receive)
      .on("pong", this.#ponged)
      .on("error", this.#break)
      .on("close", this.#end);
  }

  /** Aborted, with the reason, when the stream is over. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Sends one message; resolves once the socket has taken it.
   * Rejects with StreamError where the stream is over, or the message is not taken within 30 s.
   */
  async send(message: unknown): Promise<void> {
    this.closed.throwIfAborted();
    const text = JSON.stringify(message);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stuck = (): void => this.destroy(new StreamError("a message was not taken in 30 s"));
    const deadline = this.#clock.setTimeout(stuck, WRITE_TIMEOUT);
    const abort = (): void => reject(this.closed.reason);
    this.closed.addEventListener("abort", abort, { once: true });
    this.#socket.send(text, (cause) => {
      if (cause === undefined || cause === null) resolve();
      else reject(new StreamError("a message could not be sent", { cause }));
    });
    try {
      await promise;
    } finally {
      this.#clock.clearTimeout(deadline);
      this.closed.removeEventListener("abort", abort);
    }
  }

  /** What the other end sends, parsed; ends where it closed the stream in good order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {
    for (;;) {
      const text = this.#waiting.shift();
      if (text !== undefined) {
        if (this.#socket.isPaused && this.#waiting.length < MOST_WAITING) this.#socket.resume();
        yield parse(text);
      } else if (this.closed.aborted) {
        if (this.closed.reason instanceof StreamError) throw this.closed.reason;
        return;
      } else {
        // oxlint-disable-next-line no-await-in-loop -- one message after the other is the point
        await this.#news.promise;
      }
    }
  }

  /** Ends the stream; once it resolves nothing is left of it. Never rejects. */
  async close(): Promise<void> {
    this.#stop(new StreamEnded());
    this.#socket.close();
    // As long for the other end's good-bye as for any message.
    const deadline = this.#clock.setTimeout(() => this.#socket.terminate(), WRITE_TIMEOUT);
    await this.#gone.promise;
    this.#clock.clearTimeout(deadline);
  }

  /** Ends the stream at once, without asking the other end. */
  destroy(reason: Error): void {
    this.#stop(reason);
    this.#socket.terminate();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #receive = (data: Buffer, isBinary: boolean): void => {
    if (isBinary) {
      this.destroy(new StreamError("unexpected message type 2: messages are text"));
      return;
    }
    this.#waiting.push(data.toString());
    if (this.#waiting.length >= MOST_WAITING) this.#socket.pause();
    this.#wake();
  };

  readonly #ping = (): void => {
    this.#socket.ping();
    this.#nextPing = this.#clock.setTimeout(this.#ping, PING_PERIOD);
  };

  readonly #ponged = (): void => {
    this.#clock.clearTimeout(this.#pongDeadline);
    this.#pongDeadline = this.#clock.setTimeout(this.#silent, PONG_TIMEOUT);
  };

  readonly #silent = (): void =>
    this.destroy(new StreamError(`the other end was silent for ${PONG_TIMEOUT} ms`));

  readonly #break = (cause: Error): void => {
    this.destroy(new StreamError(`the stream broke: ${cause.message}`, { cause }));
  };

  readonly #end = (code: number): void => {
    const orderly = code === 1000 || code === 1001 || code === 1005;
    this.#stop(orderly ? new StreamEnded() : new StreamError(`the stream was cut (code ${code})`));
    // `error` stays heard: a socket may still complain while it goes.
    this.#socket.off("message", this.#receive).off("pong", this.#ponged).off("close", this.#end);
    this.#gone.resolve();
  };

  #stop(reason: Error): void {
    this.#clock.clearTimeout(this.#nextPing);
    this.#clock.clearTimeout(this.#pongDeadline);
    if (!this.#closed.signal.aborted) this.#closed.abort(reason);
    this.#wake();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}

/** The stream is over, in good order. */
class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  override readonly message = "the stream has ended";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreamError("a message is not JSON", { cause });
  }
}
