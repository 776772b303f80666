import { getEventListeners } from "node:events";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { RpcPeer, ShutdownError } from "../src/index.js";
import { underlyingStream } from "../src/underlying-stream.js";
import { aborted, connectPeers, connectSockets, connectWire, failure, until } from "./peers.js";

const next = { "request-id": 1, type: "NotifyWatcher", request: "Next" };
const life = { facade: "Agent", version: 3, method: "Life" };

test("closing tells the other side with an empty Close frame, as Juju does", async () => {
  await using wire = await connectWire();
  await wire.peer.close();
  expect(await wire.farClosed).toEqual({ code: 1005, reason: "" });
  expect(wire.peer.closed.reason).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "us" });
});

test("closing may say why", async () => {
  await using wire = await connectWire();
  await wire.peer.close({ code: 1001, reason: "controller stops" });
  expect(await wire.farClosed).toEqual({ code: 1001, reason: "controller stops" });
});

test("closing says no more words than a Close frame holds, and whole characters", async () => {
  await using wire = await connectWire();
  await wire.peer.close({ code: 1011, reason: "€".repeat(60) });
  expect(await wire.farClosed).toEqual({ code: 1011, reason: "€".repeat(41) });
});

test("what is being served is told to stop, and its answer still goes out", async () => {
  const serving = Promise.withResolvers<void>();
  await using wire = await connectWire({
    handler: async (_, { signal }) => {
      serving.resolve();
      const reason = await aborted(signal);
      expect(reason).toBeInstanceOf(ShutdownError);
      return { last: "word" };
    },
  });
  wire.send(next);
  await serving.promise;
  const reply = wire.next();
  await wire.peer.close();
  expect(await reply).toEqual({ "request-id": 1, response: { last: "word" } });
});

test("what is being served and gives up is answered 'context canceled', in Juju's words", async () => {
  const serving = Promise.withResolvers<void>();
  await using wire = await connectWire({
    handler: async (_, { signal }) => {
      serving.resolve();
      throw await aborted(signal);
    },
  });
  wire.send(next);
  await serving.promise;
  const reply = wire.next();
  await wire.peer.close();
  expect(await reply).toEqual({ "request-id": 1, error: "context canceled", response: {} });
});

test("requests that come while closing are refused, calls made then too", async () => {
  const serving = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using wire = await connectWire({
    handler: () => {
      serving.resolve();
      return finish.promise;
    },
  });
  wire.send(next);
  await serving.promise;
  const closed = wire.peer.close();
  expect(await failure(wire.peer.call(life))).toMatchObject({ by: "us" });
  wire.send({ ...next, "request-id": 2 });
  expect(await wire.next()).toEqual({
    "request-id": 2,
    error: "connection is shut down",
    response: {},
  });
  finish.resolve();
  expect(await wire.next()).toEqual({ "request-id": 1, response: {} });
  await closed;
});

test("calls in flight get the replies that still come; the others are told who closed", async () => {
  const serving = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using wire = await connectWire({
    handler: () => {
      serving.resolve();
      return finish.promise;
    },
  });
  wire.send(next);
  await serving.promise;
  const answered = wire.peer.call(life);
  const unanswered = failure(wire.peer.call(life));
  const closed = wire.peer.close();
  wire.send({ "request-id": 1, response: { in: "time" } });
  expect(await answered).toEqual({ in: "time" });
  finish.resolve();
  await closed;
  expect(await unanswered).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "us" });
});

test("closing again, or twice at once, or after the end, is harmless", async () => {
  await using peers = await connectPeers();
  await Promise.all([peers.client.close(), peers.client.close(), peers.server.close()]);
  await peers.client.close();
  await peers.client[Symbol.asyncDispose]();
  expect(peers.client.closed.aborted).toBe(true);
});

test("a handler that never ends holds the closing up no longer than the timeout", async () => {
  const clock = new VirtualClock();
  const serving = Promise.withResolvers<void>();
  await using wire = await connectWire({
    clock,
    closeTimeout: 3000,
    handler: () => {
      serving.resolve();
      return new Promise(() => undefined);
    },
  });
  wire.send(next);
  await serving.promise;
  const closed = wire.peer.close();
  await clock.advance(3000);
  await closed;
  expect(clock.pending).toBe(0);
  expect((await wire.farClosed).code).toBe(1006);
});

test("a peer that never answers the Close frame is cut off after the timeout", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ clock, closeTimeout: 3000 });
  // It reads no more, so it never sees the Close frame.
  wire.far.pause();
  const unanswered = failure(wire.peer.call(life));
  const closed = wire.peer.close();
  await clock.advance(2999);
  expect(wire.peer.closed.aborted).toBe(false);
  await clock.advance(1);
  await closed;
  expect(await unanswered).toMatchObject({ by: "us" });
  expect(clock.pending).toBe(0);
  wire.far.resume();
});

test("after closing, no listener is left on the socket or on its stream, and no timer", async () => {
  const clock = new VirtualClock();
  await using sockets = await connectSockets();
  const stream = underlyingStream(sockets.client);
  const listeners = (): number[] => [
    ...["message", "error", "close"].map((name) => sockets.client.listenerCount(name)),
    stream.listenerCount("finish"),
  ];
  const before = listeners();
  const peer = new RpcPeer({ socket: sockets.client, clock });
  expect(listeners()).not.toEqual(before);
  void failure(peer.call(life, { timeout: 1000 }));
  await peer.close();
  expect(listeners()).toEqual(before);
  expect(stream.destroyed).toBe(true);
  expect(getEventListeners(peer.closed, "abort")).toEqual([]);
  expect(clock.pending).toBe(0);
});

test("destroying ends the connection at once with the owner's reason, without a word", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ clock });
  const call = failure(wire.peer.call(life));
  const reason = new Error("no ping came back");
  wire.peer.destroy(reason);
  expect(await call).toBe(reason);
  expect(wire.peer.closed.reason).toBe(reason);
  wire.peer.destroy(new Error("again"));
  await wire.peer.close();
  expect(clock.pending).toBe(0);
  expect((await wire.farClosed).code).toBe(1006);
});

test("a socket that ends while it is closed for good is one end, not two", async () => {
  await using wire = await connectWire();
  let ends = 0;
  wire.peer.closed.addEventListener("abort", () => ends++);
  const closed = wire.peer.close();
  wire.far.terminate();
  await closed;
  await until(() => ends > 0);
  expect(ends).toBe(1);
});
