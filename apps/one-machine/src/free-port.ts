import { once } from "node:events";
import net from "node:net";

/**
 * A port of 127.0.0.1 that nobody uses now. The agent that is given it takes it again whenever it is
 * started again, so that a page which is open comes back.
 */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
