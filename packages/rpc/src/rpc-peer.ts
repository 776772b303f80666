// One JSON-RPC peer over one WebSocket. Client and server are alike: each makes calls and serves
// requests. This file wires sockets, timers and callers together; the states are in peer-state.ts.
import type { Duplex } from "node:stream";
import { type Clock, type Logger, silentLogger, systemClock, type Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { type CallOptions, PendingCalls } from "./pending-calls.js";
import { decodeMessage } from "./decode-message.js";
import type { RpcRequest } from "./encode-message.js";
import {
  closedWithCode,
  peerStalled,
  pingFlood,
  streamFailed,
  webSocketViolation,
} from "./close-errors.js";
import { ProtocolError, ShutdownError } from "./errors.js";
import { FrameWriter } from "./frame-writer.js";
import { InvalidMessageError } from "./invalid-message-error.js";
import type { Message } from "./message.js";
import type { RpcObserver } from "./observer.js";
import type { CloseOptions, RpcPeerOptions, RpcPeerStatus } from "./peer-options.js";
import { callError, nextState, type PeerState } from "./peer-state.js";
import { RequestServer } from "./request-server.js";
import { defaultMaxMessageBytes } from "./socket-options.js";
import { underlyingStream } from "./underlying-stream.js";

/**
 * One side of a connection over an open WebSocket: it calls, and it serves. Both sides are the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import type { AddressInfo } from "node:net";
 * import { ApiError, peerSocketOptions, RpcPeer } from "@holdfast/rpc";
 * import { WebSocket, WebSocketServer } from "ws";
 *
 * const server = new WebSocketServer({ port: 0, host: "127.0.0.1", ...peerSocketOptions() });
 * server.on("connection", (socket) => {
 *   new RpcPeer({
 *     socket,
 *     handler: ({ facade, method, params }) => {
 *       if (facade === "Echo") return { said: params };
 *       throw new ApiError(`no ${facade}.${method} here`, { code: "not implemented" });
 *     },
 *   });
 * });
 * await once(server, "listening");
 *
 * const { port } = server.address() as AddressInfo;
 * const socket = new WebSocket(`ws://127.0.0.1:${port}`, peerSocketOptions());
 * await once(socket, "open");
 * const peer = new RpcPeer({ socket });
 * const request = { facade: "Echo", version: 1, method: "Say", params: { word: "ahoy" } };
 * assert.deepEqual(await peer.call(request), { said: { word: "ahoy" } });
 * await assert.rejects(peer.call({ ...request, facade: "Sink" }), { code: "not implemented" });
 * await peer.close();
 * server.close();
 * await peer.close();
 * ```
 */
export class RpcPeer implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #writer: FrameWriter;
  readonly #calls: PendingCalls;
  readonly #server: RequestServer;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #observer: RpcObserver | undefined;
  readonly #maxMessageBytes: number;
  readonly #closeTimeout: number;
  readonly #turn: (read: () => void) => void;
  readonly #maxWaitingBytes: number;
  /** Bytes of the messages that wait for their turn. */
  #waitingBytes = 0;
  readonly #closed = new AbortController();
  readonly #socketClosed = Promise.withResolvers<void>();
  #state: PeerState = { kind: "open" };
  #deadline: { readonly timer: Timer } | undefined;

  /** @throws InvalidSocketError where the socket is not open, or not one of `ws` */
  constructor(options: RpcPeerOptions) {
    const { socket, clock = systemClock, logger = silentLogger, observer } = options;
    const { maxMessageBytes = defaultMaxMessageBytes, maxBufferedBytes = 1024 * 1024 } = options;
    const { maxCalls = 65_536, maxServing = 10_000, maxServingBytes = maxMessageBytes } = options;
    const { closeTimeout = 5_000, stallTimeout = 60_000 } = options;
    const { turn = atOnce, maxWaitingBytes = 64 * 1024 } = options;
    this.#turn = turn;
    this.#maxWaitingBytes = maxWaitingBytes;
    this.#socket = socket;
    this.#stream = underlyingStream(socket);
    this.#clock = clock;
    this.#logger = logger;
    this.#observer = observer;
    this.#maxMessageBytes = maxMessageBytes;
    this.#closeTimeout = closeTimeout;
    const writer = new FrameWriter({
      socket,
      stream: this.#stream,
      clock,
      observer,
      limit: maxBufferedBytes,
      stallTimeout,
      onDrain: () => this.#drained(),
      onStall: () => this.destroy(peerStalled(stallTimeout, writer.buffered)),
    });
    this.#writer = writer;
    this.#calls = new PendingCalls({ clock, writer, observer, maxCalls, maxMessageBytes });
    const { handler } = options;
    this.#server = new RequestServer({
      handler,
      writer,
      clock,
      logger,
      observer,
      maxServing,
      maxServingBytes,
      maxMessageBytes,
    });
    this.#listen();
  }

  /** Aborted, with the reason, once the connection is over: `ShutdownError` where it ended well. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  get status(): RpcPeerStatus {
    return {
      calls: this.#calls.size,
      serving: this.#server.size,
      bufferedBytes: this.#writer.buffered,
    };
  }

  /**
   * Asks the other side, and resolves to its result: `{}` where it gave none. Any number may be in
   * flight, and they may be answered in any order. While over `maxBufferedBytes` wait to be sent,
   * calls wait too; their params are read when they are sent.
   *
   * Rejects with `ApiError` (the other side answered with an error), `ShutdownError`,
   * `ConnectionLostError` or `ProtocolError` (the connection ended), the signal's reason,
   * `CallTimeoutError`, `TooManyCallsError`, `MessageTooLargeError` or `UnencodableError`.
   */
  call(request: RpcRequest, options?: CallOptions): Promise<unknown> {
    const error = callError(this.#state);
    return error === undefined ? this.#calls.start(request, options) : Promise.reject(error);
  }

  /**
   * Ends the connection, and resolves once nothing is left of it: no timer, no listener, no socket.
   * New calls are refused, handlers are told to stop and their answers sent, then Close frames are
   * exchanged, all within `closeTimeout`; after that the socket is destroyed. Calls in flight get
   * what replies come meanwhile, and reject with `ShutdownError` at the end. Never rejects, may be
   * called any number of times; how the connection ended is the reason of `closed`.
   */
  async close(options?: CloseOptions): Promise<void> {
    if (this.#state.kind === "open") {
      this.#state = nextState(this.#state, { kind: "close" });
      this.#startDeadline();
      this.#server.stop(new ShutdownError("us"));
      // The other side's Close frame has to be read.
      this.#socket.resume();
      await Promise.race([this.#server.idle(), this.#socketClosed.promise]);
      this.#writer.flush();
      this.#socket.close(options?.code, closeReason(options?.reason));
    }
    await this.#socketClosed.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Ends the connection at once, without a word to the other side: for a link that is known to be
   * dead. Calls in flight and `closed` get `reason`, and `close` then waits for the socket alone.
   * Harmless once the connection has ended.
   */
  destroy(reason: Error): void {
    this.#end(reason);
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    const stream = this.#stream;
    const onMessage = (data: Buffer, isBinary: boolean): void => this.#receive(data, isBinary);
    const onFinish = (): void => this.#startDeadline();
    const onStreamError = (error: Error): void => this.#end(streamFailed(error));
    const onError = (error: Error): void => this.#end(webSocketViolation(error));
    // `ws` closes a socket whose pongs pile up, without an error: this is how it is noticed.
    const onPing = (): void => {
      if (socket.readyState !== WebSocket.OPEN && stream.destroyed) this.#end(pingFlood());
    };
    const onClose = (code: number, reason: Buffer): void => {
      socket.off("message", onMessage).off("error", onError).off("close", onClose);
      socket.off("ping", onPing);
      stream.off("finish", onFinish).off("error", onStreamError);
      this.#end(closedWithCode(code, reason));
      if (this.#deadline !== undefined) this.#clock.clearTimeout(this.#deadline.timer);
      this.#socketClosed.resolve();
    };
    socket.on("message", onMessage).on("error", onError).on("close", onClose);
    socket.on("ping", onPing);
    stream.on("finish", onFinish).on("error", onStreamError);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#observer?.messageReceived?.(data.length);
    // The socket may take a while to close: what still arrives is ignored.
    if (this.#state.kind === "ended") return;
    if (isBinary) {
      this.#rejectMessage("the peer sent a binary message; messages are text", 1003);
    } else if (data.length > this.#maxMessageBytes) {
      const limit = this.#maxMessageBytes;
      this.#rejectMessage(
        `the peer sent a message of ${data.length} bytes; the limit is ${limit}`,
        1009,
      );
    } else {
      this.#readInTurn(data);
    }
  }

  #readInTurn(data: Buffer): void {
    const bytes = data.length + overheadBytes;
    this.#waitingBytes += bytes;
    this.#turn(() => {
      this.#waitingBytes -= bytes;
      if (this.#state.kind === "ended") return;
      this.#read(data);
      this.#resumeIfRoom();
    });
    if (this.#waitingBytes > this.#maxWaitingBytes) this.#socket.pause();
  }

  #resumeIfRoom(): void {
    const full = this.#server.full || this.#waitingBytes > this.#maxWaitingBytes;
    if (this.#socket.isPaused && !full) this.#socket.resume();
  }

  #read(data: Buffer): void {
    let message: Message;
    try {
      message = decodeMessage(data.toString());
    } catch (error) {
      if (!(error instanceof InvalidMessageError)) throw error;
      this.#rejectMessage(`the peer sent an invalid message: ${error.message}`, 1002, error);
      return;
    }
    if (message.kind !== "request") {
      if (!this.#calls.handleReply(message)) this.#observer?.strayReply?.(message.requestId);
    } else {
      this.#server.serve(message, data.length);
      if (this.#server.full) this.#socket.pause();
    }
  }

  #drained(): void {
    // Replies go before calls: the peer may be waiting for them before it reads on.
    this.#server.serveQueued();
    this.#calls.sendQueued();
    this.#resumeIfRoom();
  }

  #rejectMessage(message: string, closeCode: number, cause?: unknown): void {
    this.#end(new ProtocolError(message, { closeCode, cause }));
    this.#writer.flush();
    this.#socket.close(closeCode);
  }

  /** Ends the connection for callers. The first reason counts, but our own close() before any other. */
  #end(reason: Error): void {
    const before = this.#state;
    const state = nextState(before, { kind: "end", reason });
    if (state === before || state.kind !== "ended") return;
    this.#state = state;
    this.#startDeadline();
    this.#logger.debug("the connection ended", { reason: state.reason });
    this.#server.stop(state.reason);
    this.#calls.rejectAll(state.reason);
    this.#writer.dispose();
    this.#closed.abort(state.reason);
  }

  #startDeadline(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const destroy = (): void => this.#socket.terminate();
    this.#deadline ??= { timer: this.#clock.setTimeout(destroy, this.#closeTimeout) };
  }
}

/** What a message counts for besides its text while it waits. */
const overheadBytes = 256;

const atOnce = (read: () => void): void => read();

/** The reason, cut to what a Close frame holds, at a character boundary. */
function closeReason(reason = ""): Buffer {
  const bytes = Buffer.alloc(123);
  return bytes.subarray(0, bytes.write(reason));
}
