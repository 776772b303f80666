// A WebSocket of `ws` whose wire is memory: the real parser, without a kernel in between, so that a
// million hostile inputs take minutes.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { peerSocketOptions } from "../../src/index.js";

export type Role = "client" | "server";

export interface MemorySocket {
  readonly socket: WebSocket;
  /** The other end of the wire, as bare bytes; the handshake is behind it. */
  readonly far: Duplex;
}

const acceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export function openMemorySocket(role: Role, maxFrameBytes: number): Promise<MemorySocket> {
  return role === "server" ? acceptInMemory(maxFrameBytes) : dialInMemory(maxFrameBytes);
}

async function acceptInMemory(maxFrameBytes: number): Promise<MemorySocket> {
  const [near, far] = duplexPair();
  const server = new WebSocketServer({ ...peerSocketOptions({ maxFrameBytes }), noServer: true });
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  request.url = "/";
  Object.assign(request.headers, {
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-version": "13",
  });
  const socket = await new Promise<WebSocket>((resolve) => {
    server.handleUpgrade(request, near, Buffer.alloc(0), resolve);
  });
  await readHead(far);
  return { socket, far };
}

async function dialInMemory(maxFrameBytes: number): Promise<MemorySocket> {
  const [near, far] = duplexPair();
  const socket = new WebSocket("ws://memory/", {
    ...peerSocketOptions({ maxFrameBytes }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- http needs no more than a Duplex
    createConnection: () => near as Socket,
  });
  const opened = once(socket, "open");
  const head = await readHead(far);
  const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? "";
  const accept = createHash("sha1")
    .update(key + acceptGuid)
    .digest("base64");
  far.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  await opened;
  return { socket, far };
}

async function readHead(far: Duplex): Promise<string> {
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const chunk: unknown = far.read();
    if (Buffer.isBuffer(chunk)) head += chunk.toString();
    else await once(far, "readable");
  }
  return head;
}
