// The requests that the peer has made: each is passed to the handler on arrival, and they run
// concurrently. Every request is answered exactly once, unless the connection ends first.
import type { Clock, Logger } from "@holdfast/ports";
import { ApiError } from "./api-error.js";
import { encodeFailure, encodeResult, type Failure } from "./encode-message.js";
import type { FrameWriter } from "./frame-writer.js";
import type { RequestMessage } from "./message.js";
import type { RpcObserver, RpcOutcome } from "./observer.js";
import type { RequestContext, RequestHandler } from "./request-handler.js";

export interface RequestServerConfig {
  readonly handler: RequestHandler | undefined;
  readonly writer: FrameWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: RpcObserver | undefined;
  readonly maxServing: number;
  readonly maxServingBytes: number;
  readonly maxMessageBytes: number;
}

/** What a request counts for besides its text, in bytes, so that many tiny ones are bounded too. */
const requestOverheadBytes = 256;

interface QueuedRequest {
  readonly request: RequestMessage;
  readonly bytes: number;
}

interface Served extends QueuedRequest {
  readonly started: number;
}

export class RequestServer {
  readonly #config: RequestServerConfig;
  readonly #stop = new AbortController();
  readonly #context: RequestContext = { signal: this.#stop.signal };
  #queue: QueuedRequest[] = [];
  #queuedBytes = 0;
  #active = 0;
  #activeBytes = 0;
  #idle: (() => void) | undefined;

  constructor(config: RequestServerConfig) {
    this.#config = config;
  }

  /** Being served or queued. */
  get size(): number {
    return this.#active + this.#queue.length;
  }

  /** Whether so much is queued that reading should stop. */
  get full(): boolean {
    return this.#queuedBytes > this.#config.maxServingBytes;
  }

  /**
   * Serves a request, or queues it while the socket is congested. Reading goes on meanwhile: if it
   * stopped at once, two peers that flood each other with requests would deadlock, each waiting for
   * the other to read.
   * @param messageBytes - the length of the message that it came in
   */
  serve(request: RequestMessage, messageBytes: number): void {
    const queued = { request, bytes: messageBytes + requestOverheadBytes };
    if (this.#queue.length > 0 || this.#config.writer.congested) {
      this.#queue.push(queued);
      this.#queuedBytes += queued.bytes;
    } else {
      this.#start(queued);
    }
  }

  /** Serves queued requests until the socket is congested again. */
  serveQueued(): void {
    let served = 0;
    for (const queued of this.#queue) {
      if (this.#config.writer.congested) break;
      served++;
      this.#queuedBytes -= queued.bytes;
      this.#start(queued);
    }
    this.#queue = this.#queue.slice(served);
  }

  /** Aborts every handler's signal; further requests are refused. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    for (const queued of this.#queue) this.#start(queued);
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  /** Resolves once nothing is being served. */
  idle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  #start({ request, bytes }: QueuedRequest): void {
    const { handler, clock, observer } = this.#config;
    const started = observer === undefined ? 0 : clock.now();
    const exceeded = this.#exceededLimit(bytes);
    if (this.#stop.signal.aborted) {
      this.#fail(request, started, { message: "connection is shut down", code: "" });
    } else if (handler === undefined) {
      this.#fail(request, started, { message: "no service", code: "" });
    } else if (exceeded !== undefined) {
      const message = `${exceeded} are being served on this connection already`;
      this.#fail(request, started, { message, code: "try again" });
    } else {
      this.#active++;
      this.#activeBytes += bytes;
      this.#run(handler, { request, bytes, started });
    }
  }

  /** Which limit another request of `bytes` would exceed; undefined for none. A single one never does. */
  #exceededLimit(bytes: number): string | undefined {
    const { maxServing, maxServingBytes } = this.#config;
    if (this.#active >= maxServing) return `${maxServing} requests`;
    return this.#active > 0 && this.#activeBytes + bytes > maxServingBytes
      ? `requests of ${maxServingBytes} bytes`
      : undefined;
  }

  #run(handler: RequestHandler, served: Served): void {
    let answer: unknown;
    try {
      answer = handler(served.request, this.#context);
    } catch (error) {
      this.#failed(served, error);
      return;
    }
    if (!isThenable(answer)) {
      this.#succeeded(served, answer);
      return;
    }
    answer.then(
      (result) => this.#succeeded(served, result),
      (error: unknown) => this.#failed(served, error),
    );
  }

  #succeeded(served: Served, result: unknown): void {
    const { maxMessageBytes } = this.#config;
    const { request, started } = served;
    let text: string;
    try {
      text = encodeResult(request.wire, request.requestId, result);
    } catch (error) {
      this.#failed(served, error);
      return;
    }
    this.#done(served);
    // A UTF-16 code unit takes at most three bytes of UTF-8, so most replies need not be measured.
    if (text.length * 3 > maxMessageBytes && Buffer.byteLength(text) > maxMessageBytes) {
      const message = `the reply is over the limit of ${maxMessageBytes} bytes for one message`;
      this.#fail(request, started, { message, code: "quota limit exceeded" });
      return;
    }
    this.#reply(text, request, started, "ok");
  }

  #failed(served: Served, error: unknown): void {
    const { request, started } = served;
    this.#done(served);
    this.#fail(request, started, this.#describe(request, error));
  }

  #describe(request: RequestMessage, error: unknown): Failure {
    if (error instanceof ApiError) return error;
    // Juju's text for a request that ended because its server closes.
    if (this.#stop.signal.aborted) return { message: "context canceled", code: "" };
    const { facade, version, method } = request;
    this.#config.logger.error("a request handler failed", { facade, version, method, error });
    return { message: "internal error", code: "" };
  }

  #fail(request: RequestMessage, started: number, failure: Failure): void {
    const { wire, requestId } = request;
    let text: string;
    try {
      text = encodeFailure(wire, requestId, failure);
    } catch (error) {
      this.#config.logger.error("the info of an error cannot be written as JSON", { error });
      text = encodeFailure(wire, requestId, { message: failure.message, code: failure.code });
    }
    this.#reply(text, request, started, "error");
  }

  #reply(text: string, request: RequestMessage, started: number, outcome: RpcOutcome): void {
    const { clock, observer, writer } = this.#config;
    writer.write(text, Buffer.byteLength(text));
    if (observer?.requestEnded === undefined) return;
    const { facade, version, method } = request;
    observer.requestEnded({ facade, version, method, outcome, duration: clock.now() - started });
  }

  #done({ bytes }: Served): void {
    this.#active--;
    this.#activeBytes -= bytes;
    // close() waits for this; it goes on only after the reply, written in this same tick.
    if (this.#active === 0) this.#idle?.();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
