import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { peerSocketOptions, RpcPeer, type RpcPeerOptions } from "../src/index.js";

export type PeerSettings = Omit<RpcPeerOptions, "socket">;

/** Two open sockets with a real TCP connection between them. */
export interface SocketPair extends AsyncDisposable {
  readonly client: WebSocket;
  readonly server: WebSocket;
}

export async function connectSockets(): Promise<SocketPair> {
  const listener = new WebSocketServer({ ...peerSocketOptions(), port: 0, host: "127.0.0.1" });
  await once(listener, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = listener.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/`, peerSocketOptions());
  const accepted = once(listener, "connection");
  await once(client, "open");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what 'connection' brings
  const [server] = (await accepted) as [WebSocket];
  return {
    client,
    server,
    async [Symbol.asyncDispose]() {
      client.terminate();
      server.terminate();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** Two peers with a real TCP connection between them; disposing closes both. */
export interface PeerPair extends AsyncDisposable {
  readonly client: RpcPeer;
  readonly server: RpcPeer;
  readonly sockets: SocketPair;
}

export async function connectPeers(
  settings: { client?: PeerSettings; server?: PeerSettings } = {},
): Promise<PeerPair> {
  const sockets = await connectSockets();
  const client = new RpcPeer({ ...settings.client, socket: sockets.client });
  const server = new RpcPeer({ ...settings.server, socket: sockets.server });
  return {
    client,
    server,
    sockets,
    async [Symbol.asyncDispose]() {
      await Promise.all([client.close(), server.close()]);
      await sockets[Symbol.asyncDispose]();
    },
  };
}

/** A peer, and the bare socket at the other end of its wire, in the hands of the test. */
export interface Wire extends AsyncDisposable {
  readonly peer: RpcPeer;
  /** The socket that the peer owns. */
  readonly own: WebSocket;
  /** The other end. */
  readonly far: WebSocket;
  /** The next message that reaches the other end. */
  next(): Promise<unknown>;
  /** How the other end saw the WebSocket close. */
  readonly farClosed: Promise<{ readonly code: number; readonly reason: string }>;
  send(message: unknown): void;
}

export async function connectWire(settings: PeerSettings = {}): Promise<Wire> {
  const sockets = await connectSockets();
  const { client: far, server: own } = sockets;
  const messages: unknown[] = [];
  const readers: ((message: unknown) => void)[] = [];
  far.on("message", (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    const reader = readers.shift();
    if (reader === undefined) messages.push(message);
    else reader(message);
  });
  far.on("error", () => undefined);
  const farClosed = new Promise<{ code: number; reason: string }>((resolve) => {
    far.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  const peer = new RpcPeer({ ...settings, socket: own });
  return {
    peer,
    own,
    far,
    farClosed,
    next() {
      if (messages.length > 0) return Promise.resolve(messages.shift());
      return new Promise((resolve) => readers.push(resolve));
    },
    send: (message) => far.send(typeof message === "string" ? message : JSON.stringify(message)),
    async [Symbol.asyncDispose]() {
      far.terminate();
      await peer.close();
      await sockets[Symbol.asyncDispose]();
    },
  };
}

/** What `promise` rejects with; handled from the start. */
export function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error("it did not fail", { cause: value });
    },
    (error: unknown) => error,
  );
}

/** Lets the event loop turn until it is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

/** Resolves with the signal's reason once it is aborted. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
  });
}
