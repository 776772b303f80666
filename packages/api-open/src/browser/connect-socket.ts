import { abortable } from "@holdfast/ports";
import type { PlatformSocket } from "@holdfast/rpc/client";

import { ConnectError } from "../dial/dial-errors.js";

/** Resolves to an open socket. Rejects with ConnectError, or the signal's reason. */
export function connectSocket(
  createSocket: (url: string) => PlatformSocket,
  url: string,
  signal: AbortSignal,
): Promise<PlatformSocket> {
  return abortable<PlatformSocket>(signal, (resolve, reject) => {
    const socket = createSocket(url);
    let opened = false;
    const onOpen = (): void => {
      opened = true;
      resolve(socket);
    };
    // A page is told nothing more, so that it cannot look about in its user's network.
    const onFailure = (): void =>
      reject(
        new ConnectError(url, {
          cause: new Error(
            "the browser could not connect, and tells no page why: see its console; a certificate " +
              "must be one that the browser trusts",
          ),
        }),
      );
    socket.addEventListener("open", onOpen);
    socket.addEventListener("error", onFailure);
    socket.addEventListener("close", onFailure);
    return () => {
      socket.removeEventListener("open", onOpen);
      socket.removeEventListener("error", onFailure);
      socket.removeEventListener("close", onFailure);
      if (!opened) socket.close();
    };
  });
}
