import type { Clock, Timer } from "@holdfast/ports";
import type { WebSocket } from "ws";

// Juju's, for its streams. The API itself has no pings of this kind: agents ping by a facade.

/** ms between two pings. */
const PING_PERIOD = 60_000;
/** ms without a pong after which the other side is taken for gone. */
const PONG_WAIT = 90_000;

/** Pings the other side of a stream, and ends the stream where it no longer answers. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  let heard = clock.now();
  let timer: Timer = schedule();
  function schedule(): Timer {
    return clock.setTimeout(() => {
      if (clock.now() - heard > PONG_WAIT) {
        socket.terminate();
        return;
      }
      socket.ping();
      timer = schedule();
    }, PING_PERIOD);
  }
  socket.on("pong", () => {
    heard = clock.now();
  });
  socket.once("close", () => clock.clearTimeout(timer));
}
