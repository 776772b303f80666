import { abortable, type Clock, onAbort, type Timer } from "@holdfast/ports";
import type { WebSocket } from "ws";
import { StreamError } from "../errors.js";
import { type MessageQueue, StreamEnded } from "./message-queue.js";
import type { ApiStream } from "../contract/api-stream.js";

/** Juju's: ms between pings, for a pong, and for writing one message. */
const PING_PERIOD = 60_000;
const PONG_TIMEOUT = 90_000;
const WRITE_TIMEOUT = 30_000;
/** ms for the other end's Close frame, as for a connection's. */
const CLOSE_TIMEOUT = 5_000;

export class WebSocketStream implements ApiStream {
  readonly #socket: WebSocket;
  readonly #messages: MessageQueue;
  readonly #clock: Clock;
  #nextPing: Timer;
  #pongDeadline: Timer;

  /** @param socket open; the stream owns it, and its messages, from now on */
  constructor(socket: WebSocket, messages: MessageQueue, clock: Clock) {
    this.#socket = socket;
    this.#messages = messages;
    this.#clock = clock;
    this.#nextPing = clock.setTimeout(this.#ping, PING_PERIOD);
    this.#pongDeadline = clock.setTimeout(this.#silent, PONG_TIMEOUT);
    socket.on("pong", this.#ponged);
    onAbort(this.closed, this.#stop);
  }

  get closed(): AbortSignal {
    return this.#messages.ended;
  }

  async send(message: unknown): Promise<void> {
    await abortable<void>(this.closed, (resolve, reject) => {
      const text = JSON.stringify(message);
      const stuck = (): void => this.destroy(new StreamError("a message was not taken in 30 s"));
      const deadline = this.#clock.setTimeout(stuck, WRITE_TIMEOUT);
      this.#socket.send(text, (cause) => {
        if (cause === undefined || cause === null) resolve();
        else reject(new StreamError("a message could not be sent", { cause }));
      });
      return () => this.#clock.clearTimeout(deadline);
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one message after the other is the point
      const text = await this.#messages.take();
      if (text === undefined) return;
      yield parse(text);
    }
  }

  async close(): Promise<void> {
    this.#messages.end(new StreamEnded());
    this.#socket.resume();
    this.#socket.close();
    const deadline = this.#clock.setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT);
    await this.#messages.socketClosed;
    this.#clock.clearTimeout(deadline);
  }

  destroy(reason: Error): void {
    this.#messages.end(reason);
    this.#socket.terminate();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

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

  readonly #stop = (): void => {
    this.#clock.clearTimeout(this.#nextPing);
    this.#clock.clearTimeout(this.#pongDeadline);
    this.#socket.off("pong", this.#ponged);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreamError("a message is not JSON", { cause });
  }
}
