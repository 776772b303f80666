import type { StreamSource } from "../connection/api-connection.js";
import { StreamError } from "../errors.js";

/** A page's sockets carry no header, and so nothing that a stream would be let in by. */
export const NO_STREAMS: StreamSource = {
  connect: (path) =>
    Promise.reject(
      new StreamError(
        `the stream ${path} cannot be opened by a browser's WebSocket, which sends no credentials: ` +
          "ask a server of yours for what it has",
      ),
    ),
  close: () => Promise.resolve(),
  destroy: () => undefined,
};
