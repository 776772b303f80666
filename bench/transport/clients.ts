// The clients that are compared, each as a function that makes one call.
import { once } from "node:events";
import { Transport } from "@canonical/jujulib";
import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { WebSocket } from "ws";
import type { Client, Place } from "./jobs.js";
import { request } from "./serve.js";

/** How `ws` connects to a place; `juju-apiserver` is the name that every controller proves. */
export function socketOptions(place: Place): WebSocket.ClientOptions & { servername?: string } {
  return place.wire === "wss" ? { ca: place.ca, servername: "juju-apiserver" } : {};
}

export async function openSocket(
  place: Place,
  options: WebSocket.ClientOptions = {},
): Promise<WebSocket> {
  const url = `${place.wire}://127.0.0.1:${place.port}/`;
  const socket = new WebSocket(url, { ...socketOptions(place), ...options });
  await once(socket, "open");
  return socket;
}

export async function openClient(client: Client, place: Place): Promise<() => Promise<unknown>> {
  switch (client) {
    case "holdfast": {
      const peer = new RpcPeer({ socket: await openSocket(place, peerSocketOptions()) });
      return () => peer.call({ ...request, params: { entities: [{ tag: "machine-0" }] } });
    }
    case "jujulib": {
      // Its own transport, as its facades use it, on the quickest of the sockets that it runs on.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it means a browser's, and uses what both have
      const socket = (await openSocket(place)) as unknown as globalThis.WebSocket;
      const transport = new Transport(socket, () => undefined, false);
      const { facade: type, version, method } = request;
      return () =>
        new Promise((resolve, reject) => {
          const params = { entities: [{ tag: "machine-0" }] };
          transport.write({ type, version, request: method, params }, resolve, reject);
        });
    }
    case "bare ws":
      return openEcho(await openSocket(place, { perMessageDeflate: false }));
  }
}

/** The same bytes as a call, and back, without a word of them being read. */
function openEcho(socket: WebSocket): () => Promise<void> {
  const { facade: type, version, method, params } = request;
  const text = JSON.stringify({ "request-id": 123_456, type, version, request: method, params });
  let waiting: (() => void)[] = [];
  let first = 0;
  socket.on("message", () => {
    waiting[first++]?.();
    if (first < 65_536) return;
    waiting = waiting.slice(first);
    first = 0;
  });
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.send(text);
    });
}
