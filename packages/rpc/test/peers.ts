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
