// One peer over one WebSocket, the same on both sides: it calls, and it serves. Everything here is
// the edge where sockets, timers and callers meet; what they mean to each other is in peer-state.ts.
import type { Duplex } from "node:stream";
import { type Clock, type Logger, silentLogger, systemClock, type Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { type CallOptions, Calls } from "./calls.js";
import { decodeFrame } from "./decode.js";
import type { RpcRequest } from "./encode.js";
import { broken, closedWith, floodedWithPings, refusedByWebSocket, stalled } from "./endings.js";
import { ProtocolError, ShutdownError } from "./errors.js";
import { FrameWriter } from "./frame-writer.js";
import { MalformedFrameError } from "./malformed.js";
import type { Message } from "./message.js";
import type { RpcObserver } from "./observer.js";
import type { CloseOptions, RpcPeerOptions, RpcPeerStatus } from "./peer-options.js";
import { nextState, type PeerState, refusal } from "./peer-state.js";
import { Serving } from "./serving.js";
import { defaultMaxFrameBytes } from "./socket-options.js";
import { streamOf } from "./stream-of.js";

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
 * await using peer = new RpcPeer({ socket });
 * const request = { facade: "Echo", version: 1, method: "Say", params: { word: "ahoy" } };
 * assert.deepEqual(await peer.call(request), { said: { word: "ahoy" } });
 * await assert.rejects(peer.call({ ...request, facade: "Sink" }), { code: "not implemented" });
 * await peer.close();
 * server.close();
 * ```
 */
export class RpcPeer implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #writer: FrameWriter;
  readonly #calls: Calls;
  readonly #serving: Serving;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #observer: RpcObserver | undefined;
  readonly #maxFrameBytes: number;
  readonly #closeTimeout: number;
  readonly #closed = new AbortController();
  readonly #gone = Promise.withResolvers<void>();
  #state: PeerState = { kind: "open" };
  #deadline: { readonly timer: Timer } | undefined;

  /** @throws InvalidSocketError where the socket is not open, or not one of `ws` */
  constructor(options: RpcPeerOptions) {
    const { socket, clock = systemClock, logger = silentLogger, observer } = options;
    const { maxFrameBytes = defaultMaxFrameBytes, maxBufferedBytes = 1024 * 1024 } = options;
    const { maxCalls = 65_536, maxServing = 10_000, maxServingBytes = maxFrameBytes } = options;
    const { closeTimeout = 5_000, stallTimeout = 60_000 } = options;
    this.#socket = socket;
    this.#stream = streamOf(socket);
    this.#clock = clock;
    this.#logger = logger;
    this.#observer = observer;
    this.#maxFrameBytes = maxFrameBytes;
    this.#closeTimeout = closeTimeout;
    const writer = new FrameWriter({
      socket,
      stream: this.#stream,
      clock,
      observer,
      limit: maxBufferedBytes,
      stallTimeout,
      onRelief: () => this.#relieved(),
      onStall: () => this.destroy(stalled(stallTimeout, writer.buffered)),
    });
    this.#writer = writer;
    this.#calls = new Calls({ clock, writer, observer, maxCalls, maxFrameBytes });
    const { handler } = options;
    this.#serving = new Serving({
      handler,
      writer,
      clock,
      logger,
      observer,
      maxServing,
      maxServingBytes,
      maxFrameBytes,
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
      serving: this.#serving.size,
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
   * `CallTimeoutError`, `TooManyCallsError`, `FrameTooLargeError` or `UnencodableError`.
   */
  call(request: RpcRequest, options?: CallOptions): Promise<unknown> {
    const refused = refusal(this.#state);
    return refused === undefined ? this.#calls.start(request, options) : Promise.reject(refused);
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
      this.#serving.stop(new ShutdownError("us"));
      // The other side's Close frame has to be read.
      this.#socket.resume();
      await Promise.race([this.#serving.idle(), this.#gone.promise]);
      this.#writer.flush();
      this.#socket.close(options?.code, closeReason(options?.reason));
    }
    await this.#gone.promise;
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
    const onStreamError = (error: Error): void => this.#end(broken(error));
    const onError = (error: Error): void => this.#end(refusedByWebSocket(error));
    // `ws` cuts off who lets its pongs pile up, and says no more of it than that the socket closes.
    const onPing = (): void => {
      if (socket.readyState !== WebSocket.OPEN && stream.destroyed) this.#end(floodedWithPings());
    };
    const onClose = (code: number, reason: Buffer): void => {
      socket.off("message", onMessage).off("error", onError).off("close", onClose);
      socket.off("ping", onPing);
      stream.off("finish", onFinish).off("error", onStreamError);
      this.#end(closedWith(code, reason));
      if (this.#deadline !== undefined) this.#clock.clearTimeout(this.#deadline.timer);
      this.#gone.resolve();
    };
    socket.on("message", onMessage).on("error", onError).on("close", onClose);
    socket.on("ping", onPing);
    stream.on("finish", onFinish).on("error", onStreamError);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#observer?.frameReceived?.(data.length);
    // What comes after the end (the socket may take a while to go) is nobody's.
    if (this.#state.kind === "ended") return;
    if (isBinary) {
      this.#refuse("the peer sent a binary frame; frames are text", 1003);
    } else if (data.length > this.#maxFrameBytes) {
      const limit = this.#maxFrameBytes;
      this.#refuse(`the peer sent a frame of ${data.length} bytes; the limit is ${limit}`, 1009);
    } else {
      this.#read(data);
    }
  }

  #read(data: Buffer): void {
    let message: Message;
    try {
      message = decodeFrame(data.toString());
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) throw error;
      this.#refuse(`the peer sent what is no frame: ${error.message}`, 1002, error);
      return;
    }
    if (message.kind !== "request") {
      if (!this.#calls.settle(message)) this.#observer?.strayReply?.(message.requestId);
    } else {
      this.#serving.serve(message, data.length);
      if (this.#serving.full) this.#socket.pause();
    }
  }

  #relieved(): void {
    // What is owed goes before what is asked: the other side may be waiting for it to read on.
    this.#serving.resume();
    this.#calls.resume();
    if (this.#socket.isPaused && !this.#serving.full) this.#socket.resume();
  }

  #refuse(message: string, closeCode: number, cause?: unknown): void {
    this.#end(new ProtocolError(message, { closeCode, cause }));
    this.#writer.flush();
    this.#socket.close(closeCode);
  }

  /** What callers see of the end; only the first reason counts, and our own closing above all. */
  #end(reason: Error): void {
    const before = this.#state;
    const state = nextState(before, { kind: "end", reason });
    if (state === before || state.kind !== "ended") return;
    this.#state = state;
    this.#startDeadline();
    this.#logger.debug("the connection ended", { reason: state.reason });
    this.#serving.stop(state.reason);
    this.#calls.failAll(state.reason);
    this.#writer.dispose();
    this.#closed.abort(state.reason);
  }

  #startDeadline(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const destroy = (): void => this.#socket.terminate();
    this.#deadline ??= { timer: this.#clock.setTimeout(destroy, this.#closeTimeout) };
  }
}

/** As much of the words as a Close frame holds, without half a character at the end. */
function closeReason(words = ""): Buffer {
  const bytes = Buffer.alloc(123);
  return bytes.subarray(0, bytes.write(words));
}
