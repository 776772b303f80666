// The servers that calls are measured against: one on @holdfast/rpc, and a bare echo.
import { once } from "node:events";
import { createServer as createPlain } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { WebSocketServer } from "ws";
import { serverIdentity } from "./certificate.js";
import type { Place, Wire } from "./jobs.js";

/** What a machine's agent asks first, and what it is told. */
export const request = {
  facade: "Agent",
  version: 3,
  method: "GetEntities",
  params: { entities: [{ tag: "machine-0" }] },
} as const;
const reply = { entities: [{ life: "alive", jobs: ["JobHostUnits"], "container-type": "" }] };

export async function serve(wire: Wire, what: "calls" | "echo"): Promise<Place> {
  const identity = wire === "wss" ? await serverIdentity() : undefined;
  const server = identity === undefined ? createPlain() : createSecure(identity);
  const sockets = new WebSocketServer({ ...peerSocketOptions(), server });
  const peers = new Set<RpcPeer>();
  sockets.on("connection", (socket) => {
    if (what === "calls") peers.add(new RpcPeer({ socket, handler: async () => reply }));
    else socket.on("message", (text: Buffer) => socket.send(text.toString()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = server.address() as AddressInfo;
  return { wire, port, ca: identity?.authority ?? "" };
}
