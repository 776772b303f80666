import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { InvalidSocketError } from "./errors.js";

/**
 * The stream under an open WebSocket. `ws` has no public accessor for it that works on both sides; its
 * private `_socket`, which it has had since its first version, is used here and nowhere else.
 *
 * @throws InvalidSocketError
 */
export function underlyingStream(socket: WebSocket): Duplex {
  const stream: unknown = Reflect.get(socket, "_socket");
  if (socket.readyState !== WebSocket.OPEN || !isDuplex(stream)) {
    throw new InvalidSocketError("an RpcPeer needs an open WebSocket of the ws library");
  }
  return stream;
}

function isDuplex(stream: unknown): stream is Duplex {
  return typeof stream === "object" && stream !== null && "writableLength" in stream;
}
