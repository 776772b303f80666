import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { errorText } from "@holdfast/ports";
import { peerSocketOptions } from "@holdfast/rpc";
import { WebSocket } from "ws";
import { UpgradeRefusedError } from "./dial-errors.js";
import { openOrDestroy } from "./open-or-destroy.js";

/** Longer than any reason that a controller gives; the rest of the body is ignored. */
const MAX_REFUSAL_BYTES = 8 * 1024;

export interface UpgradeRequest {
  readonly url: string;
  /** The address, for error messages. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxMessageBytes?: number | undefined;
  readonly signal: AbortSignal;
  /** The error for a response other than 101; by default an UpgradeRefusedError with status and body. */
  readonly refusal?: (status: number, contentType: string, body: string) => Error;
}

/**
 * Performs the WebSocket handshake over a stream. `adopt` is called in the same tick in which the
 * socket opens, so that no message and no error of it is missed. On failure the stream is destroyed.
 *
 * Rejects with UpgradeRefusedError, what `refusal` made, what `adopt` threw, or the signal's reason.
 */
export function upgrade<T>(
  stream: Duplex,
  request: UpgradeRequest,
  adopt: (socket: WebSocket) => T,
): Promise<T> {
  const { url, target, headers, maxMessageBytes, signal } = request;
  let socket: WebSocket;
  try {
    socket = new WebSocket(url, {
      ...peerSocketOptions({ maxMessageBytes }),
      ...(headers === undefined ? {} : { headers }),
      followRedirects: false,
      createConnection: () => stream,
    });
  } catch (cause) {
    // A path, or a header, that cannot be sent.
    stream.destroy();
    const why = `no WebSocket: ${errorText(cause)}`;
    return Promise.reject(new UpgradeRefusedError(target, why, { cause }));
  }
  const destroy = (): void => {
    socket.on("error", () => undefined).terminate();
    stream.destroy();
  };
  return openOrDestroy<T>(signal, destroy, (resolve, reject) => {
    const open = (): void => {
      try {
        resolve(adopt(socket));
      } catch (error) {
        reject(error);
      }
    };
    const fail = (cause: Error): void =>
      reject(new UpgradeRefusedError(target, `no WebSocket: ${cause.message}`, { cause }));
    const unexpected = (_request: unknown, response: IncomingMessage): void => {
      const status = response.statusCode ?? 0;
      const contentType = response.headers["content-type"] ?? "";
      readBody(response, (body) => {
        const words = `${body.trim()} (${response.statusMessage || String(status)})`.trim();
        const make = request.refusal ?? (() => new UpgradeRefusedError(target, words, { status }));
        reject(make(status, contentType, body));
      });
    };
    socket.once("open", open).once("error", fail).once("unexpected-response", unexpected);
    return () => socket.off("open", open).off("error", fail).off("unexpected-response", unexpected);
  });
}

/** Reads the beginning of the body, as far as it arrives, and calls back once. */
function readBody(response: IncomingMessage, then: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const done = (): void => {
    response.off("end", done).off("error", done).off("close", done).off("data", take);
    then(Buffer.concat(chunks).subarray(0, MAX_REFUSAL_BYTES).toString());
  };
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_REFUSAL_BYTES) done();
  };
  response.on("data", take).on("end", done).on("error", done).on("close", done);
}
