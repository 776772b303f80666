// The requests that the other side has made, each given to the handler as it comes, all at once.
// Every request is answered exactly once, unless the connection ends first.
import type { Clock, Logger } from "@holdfast/ports";
import { ApiError } from "./api-error.js";
import { encodeFailure, encodeResult, type Failure } from "./encode.js";
import type { FrameWriter } from "./frame-writer.js";
import type { RequestMessage } from "./message.js";
import type { RpcObserver, RpcOutcome } from "./observer.js";
import type { RequestContext, RequestHandler } from "./request-handler.js";

export interface ServingConfig {
  readonly handler: RequestHandler | undefined;
  readonly writer: FrameWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: RpcObserver | undefined;
  readonly maxServing: number;
  readonly maxFrameBytes: number;
}

interface Held {
  readonly request: RequestMessage;
  readonly bytes: number;
}

export class Serving {
  readonly #config: ServingConfig;
  readonly #stop = new AbortController();
  readonly #context: RequestContext = { signal: this.#stop.signal };
  #held: Held[] = [];
  #heldBytes = 0;
  #active = 0;
  #idle: (() => void) | undefined;

  constructor(config: ServingConfig) {
    this.#config = config;
  }

  /** How many are being served or held back. */
  get size(): number {
    return this.#active + this.#held.length;
  }

  /** Whether so much is held back that no more should be read. */
  get full(): boolean {
    return this.#heldBytes > this.#config.maxFrameBytes;
  }

  /**
   * Serves a request that came as a frame of `bytes`; while the socket is congested, holds it back.
   * Reading goes on meanwhile: were it to stop at once, two peers that ask each other a lot would
   * wait for each other for ever, each for the other to read.
   */
  serve(request: RequestMessage, bytes: number): void {
    if (this.#held.length > 0 || this.#config.writer.congested) {
      this.#held.push({ request, bytes });
      this.#heldBytes += bytes;
    } else {
      this.#start(request);
    }
  }

  /** Serves what was held back, until the socket is congested again. */
  resume(): void {
    let served = 0;
    for (const { request, bytes } of this.#held) {
      if (this.#config.writer.congested) break;
      served++;
      this.#heldBytes -= bytes;
      this.#start(request);
    }
    this.#held = this.#held.slice(served);
  }

  /** Tells every handler to stop; requests that still come are refused. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    for (const { request } of this.#held) this.#start(request);
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** Resolves once nothing is being served. */
  idle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  #start(request: RequestMessage): void {
    const { handler, clock, observer, maxServing } = this.#config;
    const started = observer === undefined ? 0 : clock.now();
    if (this.#stop.signal.aborted) {
      this.#fail(request, started, { message: "connection is shut down", code: "" });
    } else if (handler === undefined) {
      this.#fail(request, started, { message: "no service", code: "" });
    } else if (this.#active >= maxServing) {
      const message = `${maxServing} requests are being served on this connection already`;
      this.#fail(request, started, { message, code: "try again" });
    } else {
      this.#active++;
      this.#run(handler, request, started);
    }
  }

  #run(handler: RequestHandler, request: RequestMessage, started: number): void {
    let answer: unknown;
    try {
      answer = handler(request, this.#context);
    } catch (error) {
      this.#failed(request, started, error);
      return;
    }
    if (!isThenable(answer)) {
      this.#succeeded(request, started, answer);
      return;
    }
    answer.then(
      (result) => this.#succeeded(request, started, result),
      (error: unknown) => this.#failed(request, started, error),
    );
  }

  #succeeded(request: RequestMessage, started: number, result: unknown): void {
    const { maxFrameBytes } = this.#config;
    let text: string;
    try {
      text = encodeResult(request.wire, request.requestId, result);
    } catch (error) {
      this.#failed(request, started, error);
      return;
    }
    // A character takes at most three bytes, so most replies need not be measured.
    if (text.length * 3 > maxFrameBytes && Buffer.byteLength(text) > maxFrameBytes) {
      const message = `the reply is over the limit of ${maxFrameBytes} bytes for a frame`;
      this.#done();
      this.#fail(request, started, { message, code: "quota limit exceeded" });
      return;
    }
    this.#done();
    this.#reply(text, request, started, "ok");
  }

  #failed(request: RequestMessage, started: number, error: unknown): void {
    this.#done();
    this.#fail(request, started, this.#describe(request, error));
  }

  #describe(request: RequestMessage, error: unknown): Failure {
    if (error instanceof ApiError) return error;
    // Juju's word for a request that ended because its server closes.
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

  #done(): void {
    this.#active--;
    // Resolves what close() waits for only after the reply of this same turn is written.
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
