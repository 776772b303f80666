import net from "node:net";
import type { Duplex } from "node:stream";
import type { HostAndPort } from "@holdfast/names";
import { openOrDestroy } from "./open-or-destroy.js";

/** Opens streams of bytes. Rejects with the signal's reason when that is aborted. */
export interface Dialler {
  connect(target: HostAndPort, signal: AbortSignal): Promise<Duplex>;
}

/** TCP, with small packets sent at once (TCP_NODELAY). */
export const tcpDialler: Dialler = {
  connect: async ({ host, port }, signal) => {
    signal.throwIfAborted();
    const socket = net.connect({ host, port, noDelay: true });
    const destroy = (): void => void socket.on("error", () => undefined).destroy();
    return openOrDestroy<Duplex>(signal, destroy, (resolve, reject) => {
      const connected = (): void => resolve(socket);
      socket.once("connect", connected).once("error", reject);
      return () => socket.off("connect", connected).off("error", reject);
    });
  },
};
