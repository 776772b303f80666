import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { FaultProxy } from "../src/index.js";

/** One end of a connection, and all that it has seen. */
export class End {
  readonly socket: Socket;
  /** How the stream ended: 'end' (FIN), or the error's code. */
  readonly over: Promise<string>;
  ended: string | undefined;
  readonly #chunks: Buffer[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.over = new Promise((resolve) => {
      const settle = (how: string): void => {
        this.ended ??= how;
        resolve(how);
      };
      socket.once("end", () => settle("end"));
      socket.once("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    });
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

/** A listening socket that keeps whoever comes. */
export interface Target extends AsyncDisposable {
  readonly port: number;
  readonly host: string;
  /** The number of connections it ever had. */
  readonly count: number;
  next(): Promise<End>;
}

export async function listen(host = "127.0.0.1"): Promise<Target> {
  const sockets = new Set<Socket>();
  const arrived: End[] = [];
  const waiting: ((end: End) => void)[] = [];
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    count++;
    const end = new End(socket);
    const waiter = waiting.shift();
    if (waiter === undefined) arrived.push(end);
    else waiter(end);
  });
  server.listen(0, host);
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = server.address() as AddressInfo;
  return {
    host,
    port,
    get count() {
      return count;
    },
    next() {
      const end = arrived.shift();
      return end === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(end);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Dials the proxy; a refusal shows in the end's `over`. */
export function dial(proxy: FaultProxy, host = "127.0.0.1"): End {
  return new End(connect({ port: proxy.port, host, allowHalfOpen: true }));
}

/** Lets the event loop turn until it is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
