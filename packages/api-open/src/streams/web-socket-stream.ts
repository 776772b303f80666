import { abortable, type Clock, onAbort, type Timer } from "@holdfast/ports";
import type { WebSocket } from "ws";
import { StreamError } from "../errors.js";
import { type MessageQueue, StreamEnded } from "./message-queue.js";
import type { ApiStream } from "../contract/api-stream.js";

/** Juju's: ms without a pong (at the least), and for writing one message. */
const PONG_TIMEOUT = 90_000;
const WRITE_TIMEOUT = 30_000;
/** ms for the pong of a ping. */
const ANSWER_TIMEOUT = 30_000;
/** ms for the other end's Close frame, as for a connection's. */
const CLOSE_TIMEOUT = 5_000;

export class WebSocketStream implements ApiStream {
  readonly #socket: WebSocket;
  readonly #messages: MessageQueue;
  readonly #clock: Clock;
  readonly #pingPeriod: number;
  /** ms after which an end that sends no pong is given up. */
  readonly #pongTimeout: number;
  #nextPing: Timer;
  #pongDeadline: Timer;

  /**
   * @param socket open; the stream owns it, and its messages, from now on
   * @param settings.pingPeriod ms between pings; 0 for none, and then no pong is missed
   */
  constructor(
    socket: WebSocket,
    messages: MessageQueue,
    { clock, pingPeriod }: { readonly clock: Clock; readonly pingPeriod: number },
  ) {
    this.#socket = socket;
    this.#messages = messages;
    this.#clock = clock;
    this.#pingPeriod = pingPeriod;
    this.#pongTimeout = Math.max(PONG_TIMEOUT, pingPeriod + ANSWER_TIMEOUT);
    if (pingPeriod > 0) {
      this.#nextPing = clock.setTimeout(this.#ping, pingPeriod);
      this.#pongDeadline = clock.setTimeout(this.#silent, this.#pongTimeout);
      socket.on("pong", this.#ponged);
    }
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
    this.#nextPing = this.#clock.setTimeout(this.#ping, this.#pingPeriod);
  };

  readonly #ponged = (): void => {
    if (this.#pongDeadline !== undefined) this.#clock.clearTimeout(this.#pongDeadline);
    this.#pongDeadline = this.#clock.setTimeout(this.#silent, this.#pongTimeout);
  };

  readonly #silent = (): void =>
    this.destroy(new StreamError(`the other end was silent for ${this.#pongTimeout} ms`));

  readonly #stop = (): void => {
    if (this.#nextPing !== undefined) this.#clock.clearTimeout(this.#nextPing);
    if (this.#pongDeadline !== undefined) this.#clock.clearTimeout(this.#pongDeadline);
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
