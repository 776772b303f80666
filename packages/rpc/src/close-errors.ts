// The error that callers get for each way in which a connection can end.
import { codeOf } from "@holdfast/ports";
import { ConnectionLostError, ProtocolError, type RpcError, ShutdownError } from "./errors.js";

// The close codes that Juju counts as a clean end; any other is an error. 1005 stands for a Close frame
// without a code, 1006 for a stream that ended without a Close frame.
const cleanCloseCodes: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006]);

/** The WebSocket was closed with this code. */
export function closedWithCode(
  closeCode: number,
  reason: { toString(): string; readonly length: number },
): RpcError {
  if (cleanCloseCodes.has(closeCode)) return new ShutdownError("peer");
  const words = reason.length === 0 ? "" : `: ${reason.toString()}`;
  const message = `the peer closed the connection with code ${closeCode}${words}`;
  return new ConnectionLostError(message, { closeCode });
}

/** The stream under the WebSocket failed. */
export function streamFailed(cause: Error): RpcError {
  return new ConnectionLostError(`the connection broke: ${cause.message}`, { cause });
}

/** The peer has accepted nothing for too long, though much waits to be sent to it. */
export function peerStalled(ms: number, bytes: number): RpcError {
  return new ConnectionLostError(
    `the peer has read nothing for ${ms} ms, with ${bytes} bytes waiting for it`,
  );
}

/** The peer sends pings faster than it reads the pongs. */
export function pingFlood(): RpcError {
  return new ProtocolError("the peer sends pings and does not read the pongs", { closeCode: 1008 });
}

// The close code that `ws` sends to the peer, by the code of its error; 1002 for all others.
const closeCodes: ReadonlyMap<unknown, number> = new Map([
  ["WS_ERR_INVALID_UTF8", 1007],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
]);

/** `ws` found a violation of the WebSocket protocol. */
export function webSocketViolation(cause: Error): RpcError {
  const closeCode = closeCodes.get(codeOf(cause)) ?? 1002;
  return new ProtocolError(`the peer broke the WebSocket protocol: ${cause.message}`, {
    cause,
    closeCode,
  });
}
