import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type Duplex, duplexPair } from "node:stream";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { type Connection, type Dialler, open, StreamError, tcpDialler } from "../src/index.js";
import { MODEL, PASSWORD, TestController } from "./support/test-controller.js";

/** A controller with a stream at /logsink that does as it is told once it is open. */
class Streaming implements AsyncDisposable {
  readonly requests: IncomingMessage[] = [];
  readonly sockets: WebSocket[] = [];
  readonly received: string[] = [];
  readonly clock = new VirtualClock();
  controller!: TestController;
  connection!: Connection;
  /** What becomes of a stream that is asked for. */
  greet: (socket: WebSocket) => void = (socket) => socket.send("{}\n");
  refuse: ((socket: Duplex) => void) | undefined;
  readonly #server = new WebSocketServer({ noServer: true });

  static async start(): Promise<Streaming> {
    const streaming = new Streaming();
    streaming.controller = await TestController.start({
      onUpgrade: (request, socket, head) => streaming.#upgrade(request, socket, head),
    });
    const { clock } = streaming;
    streaming.connection = await open(streaming.controller.info(), { clock });
    return streaming;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (request.url?.includes("/logsink") !== true) return false;
    this.requests.push(request);
    if (this.refuse !== undefined) {
      this.refuse(socket);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.sockets.push(webSocket);
      webSocket.on("error", () => undefined);
      webSocket.on("message", (data: Buffer) => this.received.push(data.toString()));
      this.greet(webSocket);
    });
    return true;
  }

  async until(condition: () => boolean): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- until it has come through the socket
    while (!condition()) await flushPromises();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
    await this.controller[Symbol.asyncDispose]();
  }
}

describe("a stream", () => {
  test("is asked for as who the connection is, at its model", async () => {
    await using streaming = await Streaming.start();
    await using stream = await streaming.connection.connectStream("/logsink", {
      query: { version: "1" },
    });
    expect(stream.closed.aborted).toBe(false);
    const [request] = streaming.requests;
    expect(request?.url).toBe(`/model/${MODEL}/logsink?version=1`);
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`machine-0:${PASSWORD}`).toString("base64")}`,
      "x-juju-clientversion": "3.6.0",
      "x-juju-nonce": "a-nonce",
      "bakery-protocol-version": "3",
      origin: "http://localhost/",
    });
  });

  test("carries messages both ways, in order", async () => {
    await using streaming = await Streaming.start();
    streaming.greet = (socket) => {
      socket.send("{}");
      for (let n = 1; n <= 200; n += 1) socket.send(`{"n":${n}}`);
    };
    await using stream = await streaming.connection.connectStream("/logsink");
    const read: unknown[] = [];
    for await (const message of stream) {
      read.push(message);
      if (read.length === 200) break;
    }
    expect(read.at(0)).toEqual({ n: 1 });
    expect(read.at(-1)).toEqual({ n: 200 });
    await stream.send({ line: "one" });
    await stream.send({ line: "two" });
    await streaming.until(() => streaming.received.length === 2);
    expect(streaming.received).toEqual(['{"line":"one"}', '{"line":"two"}']);
  });

  test("that is refused in its first message rejects with the refusal", async () => {
    await using streaming = await Streaming.start();
    streaming.greet = (socket) =>
      socket.send('{"error":{"message":"not logged in","code":"unauthorized access"}}');
    await expect(streaming.connection.connectStream("/logsink")).rejects.toMatchObject({
      name: "ApiError",
      code: "unauthorized access",
    });
    await streaming.until(() => streaming.sockets[0]?.readyState === 3);
  });

  test.each<[string, (socket: WebSocket) => void, RegExp]>([
    ["is no JSON", (socket) => socket.send("hello"), /unable to unmarshal initial response/u],
    [
      "is binary",
      (socket) => socket.send(Buffer.from("{}")),
      /unable to read initial response: unexpected message type 2/u,
    ],
    ["is too long", (socket) => socket.send(`{}${" ".repeat(4095)}`), /at most 4096/u],
    ["never comes", (socket) => socket.close(), /the other end closed the stream/u],
    ["is cut", (socket) => socket.terminate(), /the stream was cut/u],
  ])("whose first message %s is none", async (_what, greet, message) => {
    await using streaming = await Streaming.start();
    streaming.greet = greet;
    const refused = streaming.connection.connectStream("/logsink");
    await expect(refused).rejects.toBeInstanceOf(StreamError);
    await expect(refused).rejects.toThrow(message);
  });

  test("that is refused by HTTP rejects with what the answer says", async () => {
    await using streaming = await Streaming.start();
    const body = '{"error":{"message":"bad credentials","code":"unauthorized access"}}';
    streaming.refuse = (socket) =>
      void socket.end(
        `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    await expect(streaming.connection.connectStream("/logsink")).rejects.toMatchObject({
      name: "ApiError",
      message: "bad credentials",
      code: "unauthorized access",
    });
    streaming.refuse = (socket) =>
      void socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\nnot here\n");
    await expect(streaming.connection.connectStream("/logsink")).rejects.toMatchObject({
      code: "ERR_UPGRADE_REFUSED",
      status: 404,
    });
  });

  test("at a path that cannot be one is refused before anything is dialled", async () => {
    await using streaming = await Streaming.start();
    const { connection } = streaming;
    await expect(connection.connectStream("logsink")).rejects.toThrow(
      'path "logsink" is not absolute',
    );
    await expect(connection.connectStream("/model/x/logsink")).rejects.toThrow(
      /is model-specific/u,
    );
    expect(streaming.requests).toEqual([]);
  });

  test("at a path that cannot be sent is refused with a code, and leaves no connection", async () => {
    await using streaming = await Streaming.start();
    const { connection, controller } = streaming;
    await expect(connection.connectStream("/logsink#some")).rejects.toMatchObject({
      code: "ERR_UPGRADE_REFUSED",
    });
    await streaming.until(() => controller.open === 1); // the connection itself
    expect(streaming.requests).toEqual([]);
  });

  test("ends when the other end closes it, and its reader with it", async () => {
    await using streaming = await Streaming.start();
    await using stream = await streaming.connection.connectStream("/logsink");
    streaming.sockets[0]?.send('{"last":true}');
    streaming.sockets[0]?.close();
    const read: unknown[] = [];
    for await (const message of stream) read.push(message);
    expect(read).toEqual([{ last: true }]);
    await expect(stream.send({})).rejects.toThrow("the stream has ended");
  });

  test("that breaks says so to its reader", async () => {
    await using streaming = await Streaming.start();
    await using stream = await streaming.connection.connectStream("/logsink");
    streaming.sockets[0]?.send(Buffer.from("binary"));
    const iterator = stream[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow(/unexpected message type 2/u);
  });

  test("ends with its connection", async () => {
    await using streaming = await Streaming.start();
    const stream = await streaming.connection.connectStream("/logsink");
    await streaming.connection.close();
    expect(stream.closed.aborted).toBe(true);
    await streaming.until(() => streaming.sockets[0]?.readyState === 3);
    await expect(streaming.connection.connectStream("/logsink")).rejects.toMatchObject({
      code: "ERR_CONNECTION_SHUTDOWN",
    });
    expect(streaming.clock.pending).toBe(0);
  });

  test("ends when its connection is cut, and says so", async () => {
    await using streaming = await Streaming.start();
    const stream = await streaming.connection.connectStream("/logsink");
    streaming.controller.served[0]?.socket.terminate();
    await once(streaming.connection.broken, "abort");
    expect(stream.closed.reason).toMatchObject({
      code: "ERR_STREAM",
      message: "the connection that the stream belongs to has ended",
    });
    await streaming.until(() => streaming.sockets[0]?.readyState === 3);
  });

  test("holds its sender back while nobody reads, and loses nothing", async () => {
    const [count, size] = [400, 64 * 1024];
    await using streaming = await Streaming.start();
    await using stream = await streaming.connection.connectStream("/logsink");
    const [socket] = streaming.sockets;
    const filling = "x".repeat(size);
    for (let n = 0; n < count; n += 1) socket?.send(`{"n":${n},"filling":"${filling}"}`);
    // oxlint-disable-next-line no-await-in-loop -- far longer than it takes to pass it all on
    for (let turn = 0; turn < 2_000; turn += 1) await flushPromises();
    expect(socket?.bufferedAmount).toBeGreaterThan(size);
    let next = 0;
    for await (const message of stream) {
      if (Object(message).n !== next) throw new Error(`${next} is missing`);
      next += 1;
      if (next === count) break;
    }
    expect(next).toBe(count);
  });

  test("is pinged every half minute, and given up where it answers none for a minute and a half", async () => {
    await using streaming = await Streaming.start();
    const { clock } = streaming;
    await using stream = await streaming.connection.connectStream("/logsink");
    const [socket] = streaming.sockets;
    if (socket === undefined) throw new Error("no stream was opened");
    const pinged = once(socket, "ping");
    await clock.advance(30_000);
    await pinged;
    // The pong comes back before anything that is sent after it.
    socket.send("{}");
    await stream[Symbol.asyncIterator]().next();
    socket.pause();
    await clock.advance(89_999);
    expect(stream.closed.aborted).toBe(false);
    await clock.advance(1);
    expect(stream.closed.reason).toMatchObject({ code: "ERR_STREAM" });
  });

  test("whose other end does not say good-bye is closed all the same", async () => {
    await using streaming = await Streaming.start();
    const stream = await streaming.connection.connectStream("/logsink");
    streaming.sockets[0]?.pause();
    const closing = stream.close();
    await streaming.clock.advance(5_000);
    await closing;
    await expect(stream.send({})).rejects.toThrow("the stream has ended");
  });

  test("that does not open in time is a timeout", async () => {
    await using streaming = await Streaming.start();
    streaming.greet = () => undefined;
    const opening = streaming.connection.connectStream("/logsink");
    const outcome = opening.catch((error: unknown) => error);
    await streaming.until(() => streaming.sockets.length > 0);
    await streaming.clock.advance(60_000);
    expect(await outcome).toMatchObject({ code: "ERR_DIAL_TIMEOUT" });
  });

  test("can be called off while it opens", async () => {
    await using streaming = await Streaming.start();
    streaming.greet = () => undefined;
    const abort = new AbortController();
    const opening = streaming.connection.connectStream("/logsink", { signal: abort.signal });
    const outcome = opening.catch((error: unknown) => error);
    await streaming.until(() => streaming.sockets.length > 0);
    abort.abort(new Error("enough"));
    expect(await outcome).toEqual(new Error("enough"));
  });

  test.each(Array.from({ length: 12 }, (_, later) => later))(
    "whose connection is closed as the greeting comes, %i microtasks later, is closed with it",
    async (later) => {
      await using streaming = await Streaming.start();
      const { controller, clock } = streaming;
      streaming.greet = () => undefined;
      let heard = (): void => undefined;
      const dialler = overheard(() => heard());
      const connection = await open(controller.info(), { clock, dialler });
      const opening = connection.connectStream("/logsink").catch((error: unknown) => error);
      await streaming.until(() => streaming.sockets.length > 0);
      for (let turn = 0; turn < 20; turn += 1) await flushPromises();
      const closed = new Promise<void>((resolve) => {
        heard = () => void afterMicrotasks(later).then(() => resolve(connection.close()));
      });
      streaming.sockets[0]?.send("{}\n");
      await closed;
      await opening;
      expect(streaming.sockets[0]?.readyState).not.toBe(1);
      for (let turn = 0; turn < 50; turn += 1) await flushPromises();
      // What is left is the connection that every test here has.
      expect(controller.open).toBe(1);
    },
  );
});

async function afterMicrotasks(count: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- each is one
  for (let task = 0; task < count; task += 1) await Promise.resolve();
}

/** Dials by TCP, and tells of everything that comes, in the turn in which it does. */
function overheard(tell: () => void): Dialler {
  return {
    connect: async (target, signal) => {
      const wire = await tcpDialler.connect(target, signal);
      const [near, far] = duplexPair();
      wire.pipe(far).pipe(wire);
      wire.on("error", (error) => near.destroy(error));
      near.on("data", tell).once("close", () => wire.destroy());
      return near;
    },
  };
}
