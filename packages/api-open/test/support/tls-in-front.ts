// A controller's TLS, moved to this side of the network: what crosses it is plain WebSocket, so that a
// test can damage the very bytes of a frame, which TLS would not let through.
import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { type Dialler, tcpDialler } from "../../src/index.js";
import type { Leaf } from "./pki.js";

const host = "127.0.0.1";

/** Connects by TCP to what speaks in clear, and proves with `leaf` to be a controller. */
export function tlsInFront(leaf: Leaf): Dialler {
  const secureContext = createSecureContext({ cert: leaf.cert, key: leaf.key });
  return {
    connect: async (target, signal) => {
      const wire = await tcpDialler.connect(target, signal);
      const terminator = net.createServer({ noDelay: true }, (socket) => {
        terminator.close();
        join(wire, socket, new TLSSocket(socket, { isServer: true, secureContext }));
      });
      await once(terminator.listen(0, host), "listening");
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
      const { port } = terminator.address() as AddressInfo;
      return tcpDialler.connect({ host, port }, signal);
    },
  };
}

/** Bytes and ends pass both ways; what breaks or is given up on one side is so on the other. */
function join(wire: Duplex, client: Socket, secure: TLSSocket): void {
  wire.pipe(secure).pipe(wire);
  wire.on("error", () => client.resetAndDestroy());
  // What the client still says is for nobody; left unread, it would keep the socket open.
  wire.once("close", () => secure.resume().end());
  secure.on("error", () => wire.destroy());
  client.on("error", () => wire.destroy()).once("close", () => wire.destroy());
}
