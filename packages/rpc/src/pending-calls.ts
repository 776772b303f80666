// The calls that this side has made: in flight (sent, without a reply yet) or queued (not sent yet,
// because the socket is congested). Each ends exactly once, and leaves no timer and no listener.
import { type Clock, onAbort } from "@holdfast/ports";
import { ApiError } from "./api-error.js";
import { CallTable } from "./call-table.js";
import { encodeRequest, type RpcRequest } from "./encode-message.js";
import {
  CallTimeoutError,
  MessageTooLargeError,
  TooManyCallsError,
  UnencodableError,
} from "./errors.js";
import type { FailureMessage, ResultMessage } from "./message.js";
import type { RpcObserver, RpcOutcome } from "./observer.js";

/** Limits of one call. */
export interface CallOptions {
  /** Aborted, the call rejects with its reason; the peer is not told: the protocol has no message for it. */
  readonly signal?: AbortSignal | undefined;
  /** ms to wait for the reply, including what it waits to be sent; no limit where left out. */
  readonly timeout?: number | undefined;
}

interface Call {
  readonly request: RpcRequest;
  readonly started: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** 0 while it is queued. */
  id: number;
  release: (() => void) | undefined;
}

/** What calls are written to: the socket of one runtime or another. */
export interface CallWriter {
  /** While true, calls wait to be sent. */
  readonly congested: boolean;
  /** Of the text as UTF-8, in bytes. */
  byteLength(text: string): number;
  write(text: string, bytes: number): void;
}

export interface PendingCallsConfig {
  readonly clock: Clock;
  readonly writer: CallWriter;
  readonly observer: RpcObserver | undefined;
  readonly maxCalls: number;
  readonly maxMessageBytes: number;
}

export class PendingCalls {
  readonly #config: PendingCallsConfig;
  readonly #inFlight = new CallTable<Call>();
  readonly #queued = new Set<Call>();
  #lastId = 0;

  constructor(config: PendingCallsConfig) {
    this.#config = config;
  }

  /** In flight or queued. */
  get size(): number {
    return this.#inFlight.size + this.#queued.size;
  }

  start(request: RpcRequest, options: CallOptions | undefined): Promise<unknown> {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { clock, maxCalls, observer, writer } = this.#config;
    if (this.size >= maxCalls) return Promise.reject(new TooManyCallsError(maxCalls));
    return new Promise((resolve, reject) => {
      const started = observer === undefined ? 0 : clock.now();
      const call: Call = { request, started, resolve, reject, id: 0, release: undefined };
      this.#bound(call, signal, options?.timeout);
      // Queued calls go first: calls are sent in the order in which they were made.
      if (writer.congested || this.#queued.size > 0) this.#queued.add(call);
      else this.#send(call);
    });
  }

  /** Ends the call that `reply` answers; false where there is none. */
  handleReply(reply: ResultMessage | FailureMessage): boolean {
    const call = this.#inFlight.take(reply.requestId);
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

  /** Sends queued calls until the socket is congested again. */
  sendQueued(): void {
    for (const call of this.#queued) {
      if (this.#config.writer.congested) return;
      this.#queued.delete(call);
      this.#send(call);
    }
  }

  /** Rejects every call, in flight or queued. */
  rejectAll(reason: unknown): void {
    for (const call of [...this.#inFlight.list(), ...this.#queued]) this.#abandon(call, reason);
  }

  #send(call: Call): void {
    const { request } = call;
    const id = this.#lastId + 1;
    let text: string;
    try {
      text = encodeRequest(id, request);
    } catch (cause) {
      this.#abandon(call, new UnencodableError(`the params of ${describe(request)}`, { cause }));
      return;
    }
    const { maxMessageBytes, writer } = this.#config;
    const bytes = writer.byteLength(text);
    if (bytes > maxMessageBytes) {
      this.#abandon(call, new MessageTooLargeError(describe(request), bytes, maxMessageBytes));
      return;
    }
    this.#lastId = id;
    call.id = id;
    this.#inFlight.add(call);
    writer.write(text, bytes);
  }

  /** Abandons the call when its signal is aborted or its time is over. */
  #bound(call: Call, signal: AbortSignal | undefined, timeout: number | undefined): void {
    if (signal === undefined && timeout === undefined) return;
    const { clock } = this.#config;
    const removeListener = onAbort(signal, () => this.#abandon(call, signal?.reason));
    const expire = (): void =>
      this.#abandon(call, new CallTimeoutError(describe(call.request), timeout ?? 0));
    const timer = timeout === undefined ? undefined : { id: clock.setTimeout(expire, timeout) };
    call.release = (): void => {
      removeListener();
      if (timer !== undefined) clock.clearTimeout(timer.id);
    };
  }

  #abandon(call: Call, reason: unknown): void {
    this.#end(call, "abandoned");
    call.reject(reason);
  }

  #end(call: Call, outcome: RpcOutcome): void {
    if (call.id === 0) this.#queued.delete(call);
    else this.#inFlight.take(call.id);
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
