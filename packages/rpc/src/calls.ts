// The calls that this side has made: sent and waiting for their replies, or waiting to be sent
// because the socket is congested. Each ends exactly once, and leaves no timer and no listener.
import type { Clock, Timer } from "@holdfast/ports";
import { ApiError } from "./api-error.js";
import { CallTable } from "./call-table.js";
import { encodeRequest, type RpcRequest } from "./encode.js";
import {
  CallTimeoutError,
  FrameTooLargeError,
  TooManyCallsError,
  UnencodableError,
} from "./errors.js";
import type { FrameWriter } from "./frame-writer.js";
import type { FailureMessage, ResultMessage } from "./message.js";
import type { RpcObserver, RpcOutcome } from "./observer.js";

/** What a caller may say about one call. */
export interface CallOptions {
  /** Aborted, the call rejects with its reason; the other side is not told, there is no such frame. */
  readonly signal?: AbortSignal | undefined;
  /** ms to wait for the reply, including what it waits to be sent; no limit where left out. */
  readonly timeout?: number | undefined;
}

interface Call {
  readonly request: RpcRequest;
  readonly started: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** 0 until it is sent. */
  id: number;
  release: (() => void) | undefined;
}

export interface CallsConfig {
  readonly clock: Clock;
  readonly writer: FrameWriter;
  readonly observer: RpcObserver | undefined;
  readonly maxCalls: number;
  readonly maxFrameBytes: number;
}

export class Calls {
  readonly #config: CallsConfig;
  readonly #sent = new CallTable<Call>();
  readonly #waiting = new Set<Call>();
  #lastId = 0;

  constructor(config: CallsConfig) {
    this.#config = config;
  }

  /** How many have not ended. */
  get size(): number {
    return this.#sent.size + this.#waiting.size;
  }

  start(request: RpcRequest, options: CallOptions | undefined): Promise<unknown> {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { clock, maxCalls, observer, writer } = this.#config;
    if (this.size >= maxCalls) return Promise.reject(new TooManyCallsError(maxCalls));
    return new Promise((resolve, reject) => {
      const started = observer === undefined ? 0 : clock.now();
      const call: Call = { request, started, resolve, reject, id: 0, release: undefined };
      this.#limit(call, signal, options?.timeout);
      // Those that wait go first: calls are sent in the order in which they were made.
      if (writer.congested || this.#waiting.size > 0) this.#waiting.add(call);
      else this.#send(call);
    });
  }

  /** Ends the call that `reply` answers; false where there is none. */
  settle(reply: ResultMessage | FailureMessage): boolean {
    const call = this.#sent.take(reply.requestId);
    if (call === undefined) return false;
    if (reply.kind === "result") {
      this.#end(call, "ok");
      call.resolve(reply.result);
    } else {
      this.#end(call, "error");
      const { code, info } = reply;
      call.reject(new ApiError(reply.message, { code, info }));
    }
    return true;
  }

  /** Sends those that waited, until the socket is congested again. */
  resume(): void {
    for (const call of this.#waiting) {
      if (this.#config.writer.congested) return;
      this.#waiting.delete(call);
      this.#send(call);
    }
  }

  /** Ends every call, sent or not. */
  failAll(reason: unknown): void {
    for (const call of [...this.#sent.list(), ...this.#waiting]) this.#give(call, reason);
  }

  #send(call: Call): void {
    const { request } = call;
    const id = this.#lastId + 1;
    let text: string;
    try {
      text = encodeRequest(id, request);
    } catch (cause) {
      this.#give(call, new UnencodableError(`the params of ${describe(request)}`, { cause }));
      return;
    }
    const bytes = Buffer.byteLength(text);
    const { maxFrameBytes, writer } = this.#config;
    if (bytes > maxFrameBytes) {
      this.#give(call, new FrameTooLargeError(describe(request), bytes, maxFrameBytes));
      return;
    }
    this.#lastId = id;
    call.id = id;
    this.#sent.enter(call);
    writer.write(text, bytes);
  }

  /** Ties the call to its signal and its time. */
  #limit(call: Call, signal: AbortSignal | undefined, timeout: number | undefined): void {
    if (signal === undefined && timeout === undefined) return;
    const { clock } = this.#config;
    let timer: Timer;
    const abort = (): void => this.#give(call, signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    if (timeout !== undefined) {
      timer = clock.setTimeout(
        () => this.#give(call, new CallTimeoutError(describe(call.request), timeout)),
        timeout,
      );
    }
    call.release = (): void => {
      signal?.removeEventListener("abort", abort);
      if (timeout !== undefined) clock.clearTimeout(timer);
    };
  }

  #give(call: Call, reason: unknown): void {
    this.#end(call, "abandoned");
    call.reject(reason);
  }

  #end(call: Call, outcome: RpcOutcome): void {
    if (call.id === 0) this.#waiting.delete(call);
    else this.#sent.take(call.id);
    call.release?.();
    const { clock, observer } = this.#config;
    if (observer?.callEnded === undefined) return;
    const { facade, version = 0, method } = call.request;
    observer.callEnded({ facade, version, method, outcome, duration: clock.now() - call.started });
  }
}

function describe({ facade, version, method }: RpcRequest): string {
  return version === undefined || version === 0
    ? `${facade}.${method}`
    : `${facade}(${version}).${method}`;
}
