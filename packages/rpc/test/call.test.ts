import { getEventListeners } from "node:events";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { ApiError, CallTimeoutError } from "../src/index.js";
import { connectPeers, connectWire, failure } from "./peers.js";

const life = { facade: "Agent", version: 3, method: "Life" };

test("a call resolves to what the other side's handler answered", async () => {
  await using peers = await connectPeers({
    server: { handler: async (request) => ({ got: request.params, of: request.facade }) },
  });
  const result = await peers.client.call({ facade: "Echo", method: "Say", params: { a: 1 } });
  expect(result).toEqual({ got: { a: 1 }, of: "Echo" });
});

test("a request is spelled as Juju spells it, and leaves out what is at its default", async () => {
  await using wire = await connectWire();
  const calls = [
    wire.peer.call({
      facade: "NotifyWatcher",
      version: 1,
      id: "7",
      method: "Next",
      params: { a: [] },
    }),
    wire.peer.call({ facade: "Pinger", version: 0, id: "", method: "Ping" }),
  ];
  expect(await wire.next()).toEqual({
    "request-id": 1,
    type: "NotifyWatcher",
    version: 1,
    id: "7",
    request: "Next",
    params: { a: [] },
  });
  expect(await wire.next()).toEqual({
    "request-id": 2,
    type: "Pinger",
    request: "Ping",
    params: {},
  });
  wire.send({ "request-id": 1, response: {} });
  wire.send({ "request-id": 2, response: {} });
  await Promise.all(calls);
});

test("any number of calls may be in flight, and their replies come in any order", async () => {
  await using wire = await connectWire();
  const count = 5000;
  const calls = Array.from({ length: count }, (_, i) => wire.peer.call({ ...life, params: { i } }));
  const ids: number[] = [];
  for (let i = 0; i < count; i++) {
    const request = await wire.next();
    expect(request).toMatchObject({ params: { i } });
    ids.push(Number(Reflect.get(Object(request), "request-id")));
  }
  expect(ids).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  for (const id of ids.toReversed()) wire.send({ "request-id": id, response: { id } });
  expect(await Promise.all(calls)).toEqual(ids.map((id) => ({ id })));
  expect(wire.peer.status.calls).toBe(0);
});

test("an absent or null result reads as an empty one", async () => {
  await using wire = await connectWire();
  const calls = [wire.peer.call(life), wire.peer.call(life)];
  wire.send({ "request-id": 1 });
  wire.send({ "request-id": 2, response: null });
  expect(await Promise.all(calls)).toEqual([{}, {}]);
});

test("an error reply rejects with its message, code and data", async () => {
  await using wire = await connectWire();
  const refused = failure(wire.peer.call(life));
  wire.send({
    "request-id": 1,
    error: "permission denied",
    "error-code": "unauthorized access",
    "error-info": { a: 1 },
    response: {},
  });
  const error = await refused;
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    message: "permission denied",
    code: "unauthorized access",
    info: { a: 1 },
  });
});

test("an error without a code has an empty one, but for what Juju 1.x said in words", async () => {
  await using wire = await connectWire();
  const errors = [failure(wire.peer.call(life)), failure(wire.peer.call(life))];
  wire.send({ "request-id": 1, error: "upgrade in progress" });
  wire.send({ "request-id": 2, error: "no such request - method Agent.Life is not implemented" });
  expect(await errors[0]).toMatchObject({ code: "", info: undefined });
  expect(await errors[1]).toMatchObject({ code: "not implemented" });
});

test("an aborted call rejects with the signal's reason, and nothing is left of it", async () => {
  const seen: number[] = [];
  await using wire = await connectWire({ observer: { strayReply: (id) => seen.push(id) } });
  const controller = new AbortController();
  const { signal } = controller;
  const call = failure(wire.peer.call(life, { signal }));
  await wire.next();
  const reason = new Error("not wanted any more");
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(wire.peer.status.calls).toBe(0);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  // Its reply, when it comes, is a reply to nothing; the connection goes on.
  wire.send({ "request-id": 1, response: {} });
  const next = wire.peer.call(life);
  wire.send({ "request-id": 2, response: { on: true } });
  expect(await next).toEqual({ on: true });
  expect(seen).toEqual([1]);
});

test("a call with an aborted signal is not sent", async () => {
  await using wire = await connectWire();
  const reason = new Error("too late");
  expect(await failure(wire.peer.call(life, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  void failure(wire.peer.call({ ...life, method: "Second" }));
  expect(await wire.next()).toMatchObject({ "request-id": 1, request: "Second" });
});

test("a call that ended leaves no listener on its signal, and no timer", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ clock });
  const { signal } = new AbortController();
  const call = wire.peer.call(life, { signal, timeout: 1000 });
  expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([1, 1]);
  wire.send({ "request-id": 1, response: {} });
  await call;
  expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
});

test("a call that is not answered in its time rejects, and names itself", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ clock });
  const call = failure(wire.peer.call(life, { timeout: 30_000 }));
  await clock.advance(29_999);
  expect(wire.peer.status.calls).toBe(1);
  await clock.advance(1);
  const error = await call;
  expect(error).toBeInstanceOf(CallTimeoutError);
  expect(error).toMatchObject({ code: "ERR_CALL_TIMEOUT" });
  expect(String(error)).toContain("Agent(3).Life");
});

test("what cannot be sent rejects alone: the connection lives on, and no id is spent", async () => {
  await using wire = await connectWire({ maxMessageBytes: 1000 });
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(await failure(wire.peer.call({ ...life, params: cycle }))).toMatchObject({
    code: "ERR_UNENCODABLE",
  });
  expect(await failure(wire.peer.call({ ...life, params: { n: 1n } }))).toMatchObject({
    code: "ERR_UNENCODABLE",
  });
  expect(await failure(wire.peer.call({ ...life, params: "x".repeat(1000) }))).toMatchObject({
    code: "ERR_MESSAGE_TOO_LARGE",
  });
  const good = wire.peer.call(life);
  wire.send({ "request-id": 1, response: { ok: true } });
  expect(await good).toEqual({ ok: true });
});

test("calls over the limit are refused, until one of those in flight has ended", async () => {
  await using wire = await connectWire({ maxCalls: 2 });
  const first = wire.peer.call(life);
  void failure(wire.peer.call(life));
  expect(await failure(wire.peer.call(life))).toMatchObject({ code: "ERR_TOO_MANY_CALLS" });
  wire.send({ "request-id": 1, response: {} });
  await first;
  const next = wire.peer.call(life);
  wire.send({ "request-id": 3, response: {} });
  expect(await next).toEqual({});
});

test("a request without a method, or a facade, does not compile", async () => {
  await using wire = await connectWire();
  // @ts-expect-error -- no method
  void failure(wire.peer.call({ facade: "Agent" }));
  // @ts-expect-error -- no facade
  void failure(wire.peer.call({ method: "Life" }));
  expect(wire.peer.status.calls).toBe(2);
});
