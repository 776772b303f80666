// The calling side over the WebSocket of the platform. It has no stream under it to look at: a
// connection that is gone is noticed by its close event, or by whoever pings.
import { type Clock, systemClock, type Timer } from "@holdfast/ports";

import { closedWithCode } from "../close-errors.js";
import { decodeMessage } from "../decode-message.js";
import type { RpcRequest } from "../encode-message.js";
import { InvalidSocketError, ProtocolError } from "../errors.js";
import { InvalidMessageError } from "../invalid-message-error.js";
import type { RpcObserver } from "../observer.js";
import { callError, nextState, type PeerState } from "../peer-state.js";
import { type CallOptions, PendingCalls } from "../pending-calls.js";
import type { CallPeer } from "./call-peer.js";
import { OPEN, type PlatformSocket, type SocketClosed } from "./platform-socket.js";

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_BUFFERED_BYTES = 1024 * 1024;
const MAX_CALLS = 65_536;
/** ms between looks whether a congested socket has sent enough. */
const LOOK_AGAIN = 50;

const utf8 = new TextEncoder();

export interface WebPeerOptions {
  /** An open socket; the peer owns it from now on. */
  readonly socket: PlatformSocket;
  /** The longest message that is accepted or sent, in bytes: 16 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** ms that `close` allows the peer's Close frame: 5,000. */
  readonly closeTimeout?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly observer?: RpcObserver | undefined;
}

/**
 * Makes calls over a `WebSocket` of the platform, as `RpcPeer` does over one of `ws`. Requests of the
 * other side are refused by ending the connection: there is nobody here to answer them.
 */
export class WebPeer implements CallPeer {
  readonly #socket: PlatformSocket;
  readonly #clock: Clock;
  readonly #observer: RpcObserver | undefined;
  readonly #maxMessageBytes: number;
  readonly #closeTimeout: number;
  readonly #calls: PendingCalls;
  readonly #closed = new AbortController();
  readonly #socketClosed = Promise.withResolvers<void>();
  #state: PeerState = { kind: "open" };
  #timers: Timer[] = [];

  /** @throws InvalidSocketError where the socket is not open */
  constructor({ socket, clock = systemClock, observer, ...options }: WebPeerOptions) {
    if (socket.readyState !== OPEN) {
      throw new InvalidSocketError("the socket is not open: wait for its open event");
    }
    const { maxMessageBytes = MAX_MESSAGE_BYTES, closeTimeout = 5_000 } = options;
    this.#socket = socket;
    this.#clock = clock;
    this.#observer = observer;
    this.#maxMessageBytes = maxMessageBytes;
    this.#closeTimeout = closeTimeout;
    const writer = {
      byteLength: (text: string): number => utf8.encode(text).length,
      write: (text: string, bytes: number): void => this.#write(text, bytes),
      get congested(): boolean {
        return socket.bufferedAmount > MAX_BUFFERED_BYTES;
      },
    };
    this.#calls = new PendingCalls({
      clock,
      writer,
      observer,
      maxMessageBytes,
      maxCalls: MAX_CALLS,
    });
    socket.addEventListener("message", this.#onMessage);
    socket.addEventListener("close", this.#onClose);
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  call(request: RpcRequest, options?: CallOptions): Promise<unknown> {
    const error = callError(this.#state);
    if (error !== undefined) return Promise.reject(error);
    const answer = this.#calls.start(request, options);
    this.#sendLater();
    return answer;
  }

  async close(): Promise<void> {
    if (this.#state.kind === "open") {
      this.#state = nextState(this.#state, { kind: "close" });
      this.#socket.close();
      this.#timers.push(this.#clock.setTimeout(this.#abandonSocket, this.#closeTimeout));
    }
    await this.#socketClosed.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  destroy(reason: Error): void {
    this.#end(reason);
    this.#socket.close();
    this.#abandonSocket();
  }

  readonly #onMessage = ({ data }: { readonly data: unknown }): void => {
    if (this.#state.kind === "ended") return;
    if (typeof data !== "string") {
      this.#refuse("the peer sent a binary message; messages are text");
      return;
    }
    // Its bytes are counted only where they may be too many, or somebody wants to know.
    const counted = this.#observer !== undefined || data.length * 3 > this.#maxMessageBytes;
    const bytes = counted ? utf8.encode(data).length : data.length;
    this.#observer?.messageReceived?.(bytes);
    if (bytes > this.#maxMessageBytes) {
      const limit = this.#maxMessageBytes;
      this.#refuse(`the peer sent a message of ${bytes} bytes; the limit is ${limit}`);
    } else this.#read(data);
  };

  readonly #onClose = ({ code, reason }: SocketClosed): void => {
    this.#end(closedWithCode(code, reason));
    this.#abandonSocket();
  };

  #read(text: string): void {
    try {
      const message = decodeMessage(text);
      if (message.kind === "request") {
        this.#refuse("the peer sent a request, and nobody here serves any");
      } else if (!this.#calls.handleReply(message)) this.#observer?.strayReply?.(message.requestId);
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      this.#refuse(`the peer sent an invalid message: ${error.message}`, error);
    }
  }

  #write(text: string, bytes: number): void {
    if (this.#socket.readyState !== OPEN) return;
    this.#socket.send(text);
    this.#observer?.messageSent?.(bytes);
  }

  /** The platform does not tell when a socket has sent what it holds: it is looked at. */
  #sendLater(): void {
    if (this.#socket.bufferedAmount <= MAX_BUFFERED_BYTES || this.#state.kind !== "open") return;
    const timer = this.#clock.setTimeout(() => {
      this.#timers = this.#timers.filter((each) => each !== timer);
      this.#calls.sendQueued();
      this.#sendLater();
    }, LOOK_AGAIN);
    this.#timers.push(timer);
  }

  /** Browsers let no page send a close code of the protocol's own: the connection just ends. */
  #refuse(message: string, cause?: unknown): void {
    this.destroy(new ProtocolError(message, { closeCode: 1002, cause }));
  }

  #end(reason: Error): void {
    const state = nextState(this.#state, { kind: "end", reason });
    if (state === this.#state || state.kind !== "ended") return;
    this.#state = state;
    this.#calls.rejectAll(state.reason);
    this.#closed.abort(state.reason);
  }

  /** Nothing is heard of the socket any more; what is left of it is the platform's. */
  readonly #abandonSocket = (): void => {
    this.#socket.removeEventListener("message", this.#onMessage);
    this.#socket.removeEventListener("close", this.#onClose);
    for (const timer of this.#timers.splice(0)) this.#clock.clearTimeout(timer);
    this.#end(closedWithCode(1006, ""));
    this.#socketClosed.resolve();
  };
}
