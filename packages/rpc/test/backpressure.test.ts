import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { connectPeers, connectWire, failure, until } from "./peers.js";

const params = { text: "x".repeat(10_000) };
const limit = 100_000;
const write = { facade: "A", method: "Write", params };

test("a fast caller on a slow socket keeps no more than the bound waiting to be sent", async () => {
  await using wire = await connectWire({ maxBufferedBytes: limit });
  wire.far.pause();
  const count = 3000;
  const calls = Array.from({ length: count }, () => wire.peer.call(write));
  expect(wire.peer.status.calls).toBe(count);
  for (let turn = 0; turn < 200; turn++) {
    await new Promise(setImmediate);
    expect(wire.peer.status.bufferedBytes).toBeLessThan(limit + 11_000);
  }
  // What the kernel took is gone; the rest has not even been written down.
  expect(wire.peer.status.bufferedBytes).toBeGreaterThan(0);
  wire.far.resume();
  for (let id = 1; id <= count; id++) {
    expect(await wire.next()).toMatchObject({ "request-id": id });
    wire.send({ "request-id": id, response: {} });
  }
  await Promise.all(calls);
  expect(wire.peer.status).toEqual({ calls: 0, serving: 0, bufferedBytes: 0 });
});

test("a call that waits to be sent can be given up, and is never sent", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ maxBufferedBytes: limit, clock });
  wire.far.pause();
  const before: Promise<unknown>[] = [];
  while (wire.peer.status.bufferedBytes <= limit) before.push(failure(wire.peer.call(write)));
  const controller = new AbortController();
  const patient = wire.peer.call({ facade: "A", method: "Patient" });
  const aborted = failure(wire.peer.call(write, { signal: controller.signal }));
  const late = failure(wire.peer.call(write, { timeout: 500 }));
  const reason = new Error("changed my mind");
  controller.abort(reason);
  expect(await aborted).toBe(reason);
  await clock.advance(500);
  expect(await late).toMatchObject({ code: "ERR_CALL_TIMEOUT" });
  wire.far.resume();
  for (let i = 0; i < before.length; i++) await wire.next();
  expect(await wire.next()).toMatchObject({ "request-id": before.length + 1, request: "Patient" });
  wire.send({ "request-id": before.length + 1, response: { at: "last" } });
  expect(await patient).toEqual({ at: "last" });
});

test("calls that wait to be sent are told of the end like those in flight", async () => {
  await using wire = await connectWire({ maxBufferedBytes: limit });
  wire.far.pause();
  const calls = Array.from({ length: 50 }, () => failure(wire.peer.call(write)));
  const reason = new Error("gone");
  wire.peer.destroy(reason);
  expect(new Set(await Promise.all(calls))).toEqual(new Set([reason]));
  expect(wire.peer.status).toEqual({ calls: 0, serving: 0, bufferedBytes: 0 });
});

test("a peer that asks and does not read the answers is read no further, and loses none", async () => {
  let served = 0;
  await using wire = await connectWire({
    maxBufferedBytes: limit,
    maxMessageBytes: 20_000,
    handler: () => {
      served++;
      return params;
    },
  });
  wire.far.pause();
  const count = 3000;
  for (let id = 1; id <= count; id++) wire.send({ "request-id": id, type: "A", request: "Read" });
  await until(() => wire.own.isPaused);
  for (let turn = 0; turn < 200; turn++) {
    await new Promise(setImmediate);
    // One read of the kernel's buffer may bring more than what is held back in the end.
    expect(wire.peer.status.serving * 45).toBeLessThan(20_000 + 65_536);
    expect(wire.peer.status.bufferedBytes).toBeLessThan(limit + 11_000);
  }
  expect(served).toBeLessThan(count);
  wire.far.resume();
  for (let id = 1; id <= count; id++) expect(await wire.next()).toMatchObject({ "request-id": id });
  expect([served, wire.own.isPaused]).toEqual([count, false]);
});

test("a peer that has read nothing for too long, while there is much for it, counts as dead", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ maxBufferedBytes: limit, stallTimeout: 60_000, clock });
  wire.far.pause();
  const calls = Array.from({ length: 3000 }, () => failure(wire.peer.call(write)));
  // The kernel takes what it can hold; from then on nothing moves.
  let before = -1;
  while (before !== wire.peer.status.bufferedBytes) {
    before = wire.peer.status.bufferedBytes;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  }
  await clock.advance(59_999);
  expect(wire.peer.closed.aborted).toBe(false);
  // Whatever the kernel still took meanwhile has put it off, but not for ever.
  while (!wire.peer.closed.aborted) await clock.advance(60_000);
  const errors = new Set(await Promise.all(calls));
  expect([...errors]).toMatchObject([{ code: "ERR_CONNECTION_LOST" }]);
  expect(String([...errors][0])).toContain("read nothing for 60000 ms");
  await wire.peer.close();
  expect(clock.pending).toBe(0);
});

test("two peers that flood each other both get through", async () => {
  const big = { maxBufferedBytes: limit, handler: () => params };
  await using peers = await connectPeers({ client: big, server: big });
  const flood = [peers.client, peers.server].flatMap((peer) =>
    Array.from({ length: 500 }, () => peer.call({ facade: "A", method: "Read" })),
  );
  const results = await Promise.all(flood);
  expect(results.every((result) => JSON.stringify(result) === JSON.stringify(params))).toBe(true);
});
