import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { STRANGERS } from "../bounds.js";

/** An answer in words. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** Plain text where left out. */
  readonly type?: string;
}

/** What an answer is of where it does not say. */
export const TEXT = "text/plain; charset=utf-8";

/**
 * Answers a request for an upgrade that is not granted, and ends its socket. What the client still
 * sends is read and dropped, since a socket whose input nobody reads never closes.
 */
export function refuseUpgrade(socket: Duplex, { status, body, type = TEXT }: HttpAnswer): void {
  // The client may be gone already; there is nobody to tell then.
  socket.on("error", () => socket.destroy());
  const deadline = setTimeout(() => socket.destroy(), STRANGERS.goodbye);
  socket.once("close", () => clearTimeout(deadline));
  socket.resume();
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      `Content-Type: ${type}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
