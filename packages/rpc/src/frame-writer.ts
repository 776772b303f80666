// Frames on their way out. What is written in one turn of the event loop goes to the kernel in one
// write: on plain sockets the system call for each frame is what limits every other client.
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { InvalidSocketError } from "./errors.js";

/**
 * The stream under an open socket. `ws` has no public name for it on both sides; the one it has
 * used since its first version is relied on here and nowhere else.
 *
 * @throws InvalidSocketError
 */
export function streamOf(socket: WebSocket): Duplex {
  const stream: unknown = Reflect.get(socket, "_socket");
  if (socket.readyState !== WebSocket.OPEN || !isDuplex(stream)) {
    throw new InvalidSocketError("an RpcPeer needs an open WebSocket of the ws library");
  }
  return stream;
}

function isDuplex(stream: unknown): stream is Duplex {
  return typeof stream === "object" && stream !== null && "cork" in stream;
}

export class FrameWriter {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #limit: number;
  #corked = false;

  /** @param limit - bytes waiting for the kernel above which the writer is congested */
  constructor(socket: WebSocket, stream: Duplex, limit: number) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limit = limit;
  }

  /** Bytes that the kernel has not taken yet. */
  get buffered(): number {
    return this.#stream.writableLength;
  }

  /** Whoever has more to write should wait for the stream's 'drain'. */
  get congested(): boolean {
    return this.#stream.writableLength > this.#limit;
  }

  /** Does nothing once the socket is closing: whoever waits for an answer hears that it ended. */
  write(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      setImmediate(() => this.flush());
    }
    this.#socket.send(text);
  }

  /** Writes at once what this turn has gathered. */
  flush(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#stream.uncork();
  }
}
