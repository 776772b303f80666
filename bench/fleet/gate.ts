// The door of a server: while it is shut nobody is there at its address, and whoever was connected is cut.
import { once } from "node:events";
import net from "node:net";

export class Gate {
  readonly #open = new Set<net.Socket>();
  #server: net.Server | undefined;
  #port = 0;

  /** `host:port`, the same each time it is open. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Lets everybody through to that port of loopback. */
  async open(target: number): Promise<void> {
    this.#server = net.createServer({ noDelay: true }, (near) => {
      const far = net.connect({ port: target, host: "127.0.0.1", noDelay: true });
      const [one, other] = [this.#keep(near), this.#keep(far)];
      one.pipe(other).pipe(one);
      one.on("close", () => other.destroy());
      other.on("close", () => one.destroy());
    });
    this.#server.listen(this.#port, "127.0.0.1", 4096);
    await once(this.#server, "listening");
    const bound = this.#server.address();
    if (typeof bound === "object" && bound !== null) this.#port = bound.port;
  }

  /** Cuts everybody, and is gone. */
  async shut(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#open) socket.resetAndDestroy();
    await closed;
  }

  #keep(socket: net.Socket): net.Socket {
    this.#open.add(socket);
    // A cut is what it is for.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#open.delete(socket));
    return socket;
  }
}
