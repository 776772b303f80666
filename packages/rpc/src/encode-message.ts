// Encodes messages as the text that goes on the wire, in the wire version asked for.
import type { WireVersion } from "./message.js";

/** What a call asks. */
export interface RpcRequest {
  readonly facade: string;
  /** The facade's version; left out where it is 0. */
  readonly version?: number | undefined;
  /** The object asked, such as a watcher. */
  readonly id?: string | undefined;
  readonly method: string;
  /** `{}` where there are none. */
  readonly params?: unknown;
}

/** @throws TypeError where JSON cannot say the params */
export function encodeRequest(requestId: number, request: RpcRequest): string {
  return JSON.stringify({
    "request-id": requestId,
    type: request.facade,
    // JSON.stringify leaves out what is undefined.
    version: request.version === 0 ? undefined : request.version,
    id: request.id === "" ? undefined : request.id,
    request: request.method,
    params: request.params ?? {},
  });
}

/** A result that its handler wrote as JSON itself: one so long that it is written piece by piece. */
export class EncodedResult {
  readonly json: string;

  /** @param json - of one value */
  constructor(json: string) {
    this.json = json;
  }
}

/** @throws TypeError where JSON cannot say the result */
export function encodeResult(wire: WireVersion, requestId: number, result: unknown): string {
  if (result instanceof EncodedResult) {
    const [id, response] = wire === 1 ? ["request-id", "response"] : ["RequestId", "Response"];
    return `{"${id}":${requestId},"${response}":${result.json}}`;
  }
  const response = result ?? {};
  return JSON.stringify(
    wire === 1
      ? { "request-id": requestId, response }
      : { RequestId: requestId, Response: response },
  );
}

/** What an error reply says. */
export interface Failure {
  readonly message: string;
  readonly code: string;
  readonly info?: unknown;
}

/** @throws TypeError where JSON cannot say the info */
export function encodeFailure(wire: WireVersion, requestId: number, failure: Failure): string {
  const { message, info } = failure;
  const code = failure.code === "" ? undefined : failure.code;
  // An error reply carries an empty response all the same; V0 has no room for info.
  return JSON.stringify(
    wire === 1
      ? {
          "request-id": requestId,
          error: message,
          "error-code": code,
          "error-info": info ?? undefined,
          response: {},
        }
      : { RequestId: requestId, Error: message, ErrorCode: code, Response: {} },
  );
}
