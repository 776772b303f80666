// Each way in which a connection can end, as the error that callers get.
import { ConnectionLostError, ProtocolError, type RpcError, ShutdownError } from "./errors.js";

// The close codes that Juju counts as the end of the stream; any other is an error. 1005 is a Close
// frame without a code, 1006 a stream that ended without a Close frame.
const endOfStream: ReadonlySet<number> = new Set([1000, 1001, 1005, 1006]);

/** The WebSocket is closed. */
export function closedWith(closeCode: number, reason: Buffer): RpcError {
  if (endOfStream.has(closeCode)) return new ShutdownError("peer");
  const words = reason.length === 0 ? "" : `: ${reason.toString()}`;
  const message = `the peer closed the connection with code ${closeCode}${words}`;
  return new ConnectionLostError(message, { closeCode });
}

/** The stream under the WebSocket broke. */
export function broken(cause: Error): RpcError {
  return new ConnectionLostError(`the connection broke: ${cause.message}`, { cause });
}

/** Much waits for the peer, and it takes none of it. */
export function stalled(ms: number, bytes: number): RpcError {
  return new ConnectionLostError(
    `the peer has read nothing for ${ms} ms, with ${bytes} bytes waiting for it`,
  );
}

/** It pings faster than it reads the answers. */
export function floodedWithPings(): RpcError {
  return new ProtocolError("the peer sends pings and does not read the pongs", { closeCode: 1008 });
}

// What `ws` tells the peer with its Close frame, by the code of its error; 1002 for all others.
const closeCodes: ReadonlyMap<unknown, number> = new Map([
  ["WS_ERR_INVALID_UTF8", 1007],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
]);

/** `ws` found what WebSocket itself forbids. */
export function refusedByWebSocket(cause: Error): RpcError {
  const closeCode = closeCodes.get("code" in cause ? cause.code : undefined) ?? 1002;
  return new ProtocolError(`the peer broke the WebSocket protocol: ${cause.message}`, {
    cause,
    closeCode,
  });
}
