// A WebSocket of `ws` whose wire is memory: the real parser, without a kernel and without the HTTP in
// front of it, which cost as much as all the rest, so that a million hostile peers take minutes.
import { type Duplex, duplexPair } from "node:stream";
import { WebSocket } from "ws";
import { peerSocketOptions } from "../../src/index.js";

export type Role = "client" | "server";

export interface MemorySocket {
  readonly socket: WebSocket;
  /** The other end of the wire, as bare bytes. */
  readonly far: Duplex;
}

/** What `ws` gives both its clients and its servers by default. */
const DEFAULTS = {
  allowSynchronousEvents: true,
  autoPong: true,
  closeTimeout: 30_000,
  maxBufferedChunks: 256 * 1024,
  maxFragments: 16 * 1024,
  maxPendingAutoPongs: 60,
};

export function openMemorySocket(role: Role, maxMessageBytes: number): MemorySocket {
  const [near, far] = duplexPair();
  // Without an address it waits for a stream that has been upgraded: how `ws` makes a server's. Its
  // types do not say so.
  const socket: Upgradable = Reflect.construct(WebSocket, [null, undefined, DEFAULTS]);
  if (role === "client") Object.assign(socket, { _isServer: false, _url: "ws://memory/" });
  const options = { ...DEFAULTS, ...peerSocketOptions({ maxMessageBytes }) };
  socket.setSocket(near, Buffer.alloc(0), options);
  return { socket, far };
}

interface Upgradable extends WebSocket {
  setSocket(stream: Duplex, head: Buffer, options: object): void;
}
