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
  readonly maxServingBytes: number;
  readonly maxFrameBytes: number;
}

/** What a request takes besides its text, in bytes: the smallest are many. */
const requestBytes = 256;

interface Held {
  readonly request: RequestMessage;
  readonly bytes: number;
}

interface Served extends Held {
  readonly started: number;
}

export class Serving {
  readonly #config: ServingConfig;
  readonly #stop = new AbortController();
  readonly #context: RequestContext = { signal: this.#stop.signal };
  #held: Held[] = [];
  #heldBytes = 0;
  #active = 0;
  #activeBytes = 0;
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
    return this.#heldBytes > this.#config.maxServingBytes;
  }

  /**
   * Serves a request that came as a frame of `frameBytes`; while the socket is congested, holds it back.
   * Reading goes on meanwhile: were it to stop at once, two peers that ask each other a lot would
   * wait for each other for ever, each for the other to read.
   */
  serve(request: RequestMessage, frameBytes: number): void {
    const held = { request, bytes: frameBytes + requestBytes };
    if (this.#held.length > 0 || this.#config.writer.congested) {
      this.#held.push(held);
      this.#heldBytes += held.bytes;
    } else {
      this.#start(held);
    }
  }

  /** Serves what was held back, until the socket is congested again. */
  resume(): void {
    let served = 0;
    for (const held of this.#held) {
      if (this.#config.writer.congested) break;
      served++;
      this.#heldBytes -= held.bytes;
      this.#start(held);
    }
    this.#held = this.#held.slice(served);
  }

  /** Tells every handler to stop; requests that still come are refused. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    for (const held of this.#held) this.#start(held);
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

  #start({ request, bytes }: Held): void {
    const { handler, clock, observer } = this.#config;
    const started = observer === undefined ? 0 : clock.now();
    const tooMuch = this.#tooMuch(bytes);
    if (this.#stop.signal.aborted) {
      this.#fail(request, started, { message: "connection is shut down", code: "" });
    } else if (handler === undefined) {
      this.#fail(request, started, { message: "no service", code: "" });
    } else if (tooMuch !== undefined) {
      const message = `${tooMuch} are being served on this connection already`;
      this.#fail(request, started, { message, code: "try again" });
    } else {
      this.#active++;
      this.#activeBytes += bytes;
      this.#run(handler, { request, bytes, started });
    }
  }

  /** What there is too much of to serve another of so many bytes; a single one is always served. */
  #tooMuch(bytes: number): string | undefined {
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
    const { maxFrameBytes } = this.#config;
    const { request, started } = served;
    let text: string;
    try {
      text = encodeResult(request.wire, request.requestId, result);
    } catch (error) {
      this.#failed(served, error);
      return;
    }
    this.#done(served);
    // A character takes at most three bytes, so most replies need not be measured.
    if (text.length * 3 > maxFrameBytes && Buffer.byteLength(text) > maxFrameBytes) {
      const message = `the reply is over the limit of ${maxFrameBytes} bytes for a frame`;
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

  #done({ bytes }: Served): void {
    this.#active--;
    this.#activeBytes -= bytes;
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
