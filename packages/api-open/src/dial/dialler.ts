import net from "node:net";
import type { Duplex } from "node:stream";
import type { HostAndPort } from "../address.js";

/** Opens streams of bytes. Rejects with the signal's reason when that is aborted. */
export interface Dialler {
  connect(target: HostAndPort, signal: AbortSignal): Promise<Duplex>;
}

/** TCP, with small packets sent at once (no Nagle delay). */
export const tcpDialler: Dialler = {
  connect: ({ host, port }, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const socket = net.connect({ host, port, noDelay: true });
      const settle = (): void => {
        signal.removeEventListener("abort", abort);
        socket.off("connect", succeed).off("error", fail);
      };
      const succeed = (): void => {
        settle();
        resolve(socket);
      };
      const fail = (error: Error): void => {
        settle();
        socket.destroy();
        reject(error);
      };
      const abort = (): void => fail(signal.reason);
      socket.once("connect", succeed).once("error", fail);
      signal.addEventListener("abort", abort, { once: true });
    }),
};
