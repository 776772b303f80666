// One peer over one WebSocket, the same on both sides: it calls, and it serves.
//
//   open ──close()──► closing ──handlers done, Close frames exchanged──► ended(us)
//     │                  └──the deadline──► ended(us), the socket destroyed
//     └──the peer closes, the socket breaks, a frame makes no sense──► ended(reason)
//
// `ended` is what callers see, at once; the socket may take up to `closeTimeout` more to go.
import type { Duplex } from "node:stream";
import { type Clock, type Logger, silentLogger, systemClock, type Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { type CallOptions, Calls } from "./calls.js";
import { decodeFrame } from "./decode.js";
import type { RpcRequest } from "./encode.js";
import { ConnectionLostError, ProtocolError, ShutdownError } from "./errors.js";
import { FrameWriter } from "./frame-writer.js";
import { MalformedFrameError } from "./malformed.js";
import type { Message } from "./message.js";
import type { RpcObserver } from "./observer.js";
import { type RequestHandler, Serving } from "./serving.js";
import { defaultMaxFrameBytes } from "./socket-options.js";
import { streamOf } from "./stream-of.js";

export interface RpcPeerOptions {
  /** An open socket of `ws`, best made with `peerSocketOptions`; the peer owns it from now on. */
  readonly socket: WebSocket;
  /** Answers the other side's requests; without it each is answered with `no service`. */
  readonly handler?: RequestHandler | undefined;
  /** The longest frame taken or sent, in bytes: 16 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /** Bytes waiting to be sent above which calls wait, and requests are held back: 1 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** ms in which nothing is taken, while calls wait, before the peer counts as dead: 60,000. */
  readonly stallTimeout?: number | undefined;
  /** Calls that may be in flight or waiting at once: 65,536. */
  readonly maxCalls?: number | undefined;
  /** Requests that may be served at once; one more is answered with `try again`: 10,000. */
  readonly maxServing?: number | undefined;
  /** ms that `close` gives the running handlers and the other side, together: 5,000. */
  readonly closeTimeout?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly observer?: RpcObserver | undefined;
}

/** How a connection is closed: the code and the words of the Close frame, which is empty without. */
export interface CloseOptions {
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

/** What passes through a peer, now. */
export interface RpcPeerStatus {
  /** Calls in flight or waiting to be sent. */
  readonly calls: number;
  /** Requests being served or held back. */
  readonly serving: number;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
}

type State =
  | { readonly kind: "open" }
  | { readonly kind: "closing" }
  | { readonly kind: "ended"; readonly reason: Error };

// The close codes that Juju counts as the end of the stream; any other is an error.
const endOfStream: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006]);

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
  #state: State = { kind: "open" };
  #deadline: { readonly timer: Timer } | undefined;

  /** @throws InvalidSocketError where the socket is not open, or not one of `ws` */
  constructor(options: RpcPeerOptions) {
    const { socket, clock = systemClock, logger = silentLogger, observer } = options;
    const { maxFrameBytes = defaultMaxFrameBytes, maxBufferedBytes = 1024 * 1024 } = options;
    const { maxCalls = 65_536, maxServing = 10_000 } = options;
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
    const state = this.#state;
    if (state.kind === "open") return this.#calls.start(request, options);
    if (state.kind === "closing") return Promise.reject(new ShutdownError("us"));
    const { reason } = state;
    const by = reason instanceof ShutdownError ? reason.by : "peer";
    return Promise.reject(new ShutdownError(by, { cause: reason }));
  }

  /**
   * Ends the connection, and resolves once nothing is left of it: no timer, no listener, no socket.
   * New calls are refused, handlers are told to stop and their answers sent, then Close frames are
   * exchanged, all within `closeTimeout`; after that the socket is destroyed. Calls in flight get
   * what replies come meanwhile, and reject with `ShutdownError` at the end. Never rejects, may be
   * called any number of times; how the connection ended is the reason of `closed`.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    if (this.#state.kind === "open") {
      this.#state = { kind: "closing" };
      this.#startDeadline();
      this.#serving.stop(new ShutdownError("us"));
      // The other side's Close frame has to be read.
      this.#socket.resume();
      await Promise.race([this.#serving.idle(), this.#gone.promise]);
      this.#writer.flush();
      this.#socket.close(options.code, options.reason);
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
    const onStreamError = (error: Error): void => this.#end(lost(error));
    const onError = (error: Error): void => this.#end(refusal(error));
    const onClose = (code: number, reason: Buffer): void => {
      socket.off("message", onMessage).off("error", onError).off("close", onClose);
      stream.off("finish", onFinish).off("error", onStreamError);
      this.#end(ending(code, reason));
      if (this.#deadline !== undefined) this.#clock.clearTimeout(this.#deadline.timer);
      this.#gone.resolve();
    };
    socket.on("message", onMessage).on("error", onError).on("close", onClose);
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
    const state = this.#state;
    if (state.kind === "ended") return;
    const why = state.kind === "closing" ? new ShutdownError("us") : reason;
    this.#state = { kind: "ended", reason: why };
    this.#startDeadline();
    this.#logger.debug("the connection ended", { reason: why });
    this.#serving.stop(why);
    this.#calls.failAll(why);
    this.#writer.dispose();
    this.#closed.abort(why);
  }

  #startDeadline(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const destroy = (): void => this.#socket.terminate();
    this.#deadline ??= { timer: this.#clock.setTimeout(destroy, this.#closeTimeout) };
  }
}

function stalled(ms: number, bytes: number): ConnectionLostError {
  return new ConnectionLostError(
    `the peer has read nothing for ${ms} ms, with ${bytes} bytes waiting for it`,
  );
}

function lost(cause: Error): ConnectionLostError {
  return new ConnectionLostError(`the connection broke: ${cause.message}`, { cause });
}

/** `ws` found something that WebSocket itself forbids, and has told the peer why with its close. */
function refusal(cause: Error): ProtocolError {
  const closeCode = closeCodes.get("code" in cause ? cause.code : undefined) ?? 1002;
  return new ProtocolError(`the peer broke the WebSocket protocol: ${cause.message}`, {
    cause,
    closeCode,
  });
}

const closeCodes: ReadonlyMap<unknown, number> = new Map([
  ["WS_ERR_INVALID_UTF8", 1007],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
]);

function ending(closeCode: number, reason: Buffer): Error {
  if (endOfStream.has(closeCode)) return new ShutdownError("peer");
  const words = reason.length === 0 ? "" : `: ${reason.toString()}`;
  const message = `the peer closed the connection with code ${closeCode}${words}`;
  return new ConnectionLostError(message, { closeCode });
}
