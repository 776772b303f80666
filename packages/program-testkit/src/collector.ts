// A collector on loopback: it keeps what it is sent, answers as it is told to, or never.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request that came in. */
export interface Received {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export class Collector implements AsyncDisposable {
  readonly received: Received[] = [];
  /** The status to answer with; `never` for none at all. */
  answer: number | "never" = 200;
  readonly #server = http.createServer((request, response) => void this.#take(request, response));

  static async start(port = 0): Promise<Collector> {
    const collector = new Collector();
    await new Promise<void>((resolve) => {
      collector.#server.listen(port, "127.0.0.1", resolve);
    });
    return collector;
  }

  get url(): string {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What came to a path, as text. */
  textOf(path: string): string {
    return this.received
      .filter((each) => each.path === path)
      .map(({ body }) => body.toString("utf8"))
      .join("\n");
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { url: path = "", headers } = request;
    this.received.push({ path, headers, body: await buffer(request) });
    if (this.answer === "never") return;
    response.writeHead(this.answer, { "content-type": "application/json" }).end("{}");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
