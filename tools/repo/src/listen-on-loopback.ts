import { once } from "node:events";
import type { Server } from "node:http";

/** Has a server listen on a free port of loopback; returns its `host:port`. */
export async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error(`a server on loopback listens on ${address}`);
  return `127.0.0.1:${address.port}`;
}
