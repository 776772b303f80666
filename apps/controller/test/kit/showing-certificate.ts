import { once } from "node:events";
import tls from "node:tls";

import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { WebSocket } from "ws";

import { login, modelPath, type Reachable } from "./test-controller.js";

/** A certificate and its key, PEM. */
export interface Shown {
  readonly cert: string;
  readonly key: string;
}

/** A peer that has shown this certificate. */
export async function showing(
  controller: Reachable,
  model: string,
  shown: Shown,
): Promise<RpcPeer> {
  return new RpcPeer({ socket: await showingOn(controller, modelPath(model), shown) });
}

/** A WebSocket to a path of the controller that has shown this certificate. */
export async function showingOn(
  controller: Reachable,
  route: string,
  shown: Shown,
  headers: Readonly<Record<string, string>> = {},
): Promise<WebSocket> {
  const [host = "", port = ""] = controller.address.split(":");
  const socket = new WebSocket(`wss://${controller.address}${route}`, {
    ...peerSocketOptions(),
    headers,
    createConnection: () =>
      tls.connect({
        host,
        port: Number(port),
        ca: controller.caCert,
        servername: "juju-apiserver",
        cert: shown.cert,
        key: shown.key,
      }),
  });
  await once(socket, "open");
  return socket;
}

/** Credentials that a certificate makes up for. */
export const withoutPassword = (agent: {
  tag: string;
  nonce: string;
}): Parameters<typeof login>[1] => ({
  tag: agent.tag,
  nonce: agent.nonce,
  password: "",
});
