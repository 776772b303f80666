import { silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";
import { ApiError, type RequestHandler } from "../src/index.js";
import { connectPeers, connectWire, failure } from "./peers.js";

/** Answers of a wire's peer to one request each, in order. */
async function answers(
  handler: RequestHandler | undefined,
  ...messages: unknown[]
): Promise<unknown[]> {
  await using wire = await connectWire({ handler });
  const replies: unknown[] = [];
  for (const message of messages) {
    wire.send(message);
    replies.push(await wire.next());
  }
  return replies;
}

test("a handler sees what was left out at its default", async () => {
  const seen: unknown[] = [];
  await answers(
    (request) => void seen.push(request),
    { "request-id": 4, type: "Pinger", request: "Ping" },
    { "request-id": 5, type: "A", version: 2, id: "7", request: "B", params: null },
  );
  expect(seen).toMatchObject([
    { facade: "Pinger", version: 0, id: "", method: "Ping", params: {} },
    { facade: "A", version: 2, id: "7", method: "B", params: {} },
  ]);
});

test("a result goes back under the request's id, and nothing as an empty result", async () => {
  const handler: RequestHandler = ({ method }) => (method === "Void" ? undefined : { of: method });
  expect(
    await answers(
      handler,
      { "request-id": 9, type: "A", request: "Get" },
      { "request-id": 1, type: "A", request: "Void" },
    ),
  ).toEqual([
    { "request-id": 9, response: { of: "Get" } },
    { "request-id": 1, response: {} },
  ]);
});

test("an ApiError is the answer, with its code and data; the response is there all the same", async () => {
  const handler: RequestHandler = () => {
    throw new ApiError("not leader", { code: "not leader", info: { "server-id": "1" } });
  };
  expect(await answers(handler, { "request-id": 3, type: "A", request: "B" })).toEqual([
    {
      "request-id": 3,
      error: "not leader",
      "error-code": "not leader",
      "error-info": { "server-id": "1" },
      response: {},
    },
  ]);
});

test("any other failure is logged here, and its words stay here", async () => {
  const logged: unknown[] = [];
  const cause = new Error("ENOENT: /var/lib/juju/secret");
  await using wire = await connectWire({
    handler: () => Promise.reject(cause),
    logger: { ...silentLogger, error: (message, fields) => logged.push([message, fields]) },
  });
  wire.send({ "request-id": 1, type: "Agent", version: 3, request: "Life" });
  expect(await wire.next()).toEqual({ "request-id": 1, error: "internal error", response: {} });
  expect(logged).toEqual([
    ["a request handler failed", { facade: "Agent", version: 3, method: "Life", error: cause }],
  ]);
});

test("a side that serves nothing answers 'no service', without a code", async () => {
  expect(await answers(undefined, { "request-id": 1, type: "A", request: "B" })).toEqual([
    { "request-id": 1, error: "no service", response: {} },
  ]);
});

test("a request in the spelling of Juju 1.x is answered in it, without data", async () => {
  const handler: RequestHandler = ({ method }) => {
    if (method === "Fail") throw new ApiError("gone", { code: "not found", info: { a: 1 } });
    return { method };
  };
  expect(
    await answers(
      handler,
      { RequestId: 2, Type: "Pinger", Request: "Ping", Params: {} },
      { RequestId: 3, Type: "Pinger", Request: "Fail" },
    ),
  ).toEqual([
    { RequestId: 2, Response: { method: "Ping" } },
    { RequestId: 3, Error: "gone", ErrorCode: "not found", Response: {} },
  ]);
});

test("requests are served all at once, and answered as they end", async () => {
  const gates = new Map<string, PromiseWithResolvers<void>>();
  await using wire = await connectWire({
    handler: async ({ method }) => {
      const gate = Promise.withResolvers<void>();
      gates.set(method, gate);
      await gate.promise;
      return { method };
    },
  });
  for (const [index, request] of ["A", "B", "C"].entries()) {
    wire.send({ "request-id": index + 1, type: "T", request });
  }
  while (gates.size < 3) await new Promise(setImmediate);
  expect(wire.peer.status.serving).toBe(3);
  for (const [method, id] of [
    ["C", 3],
    ["A", 1],
    ["B", 2],
  ] as const) {
    gates.get(method)?.resolve();
    expect(await wire.next()).toEqual({ "request-id": id, response: { method } });
  }
});

test("two requests of one id are both answered, each with it", async () => {
  let count = 0;
  await using wire = await connectWire({ handler: () => ({ count: ++count }) });
  wire.send({ "request-id": 5, type: "A", request: "B" });
  wire.send({ "request-id": 5, type: "A", request: "B" });
  expect([await wire.next(), await wire.next()]).toEqual([
    { "request-id": 5, response: { count: 1 } },
    { "request-id": 5, response: { count: 2 } },
  ]);
});

test("requests over the limit are told to try again, and the others go on", async () => {
  const gate = Promise.withResolvers<void>();
  await using wire = await connectWire({ handler: () => gate.promise, maxServing: 1 });
  wire.send({ "request-id": 1, type: "A", request: "B" });
  wire.send({ "request-id": 2, type: "A", request: "B" });
  expect(await wire.next()).toMatchObject({ "request-id": 2, "error-code": "try again" });
  gate.resolve();
  expect(await wire.next()).toEqual({ "request-id": 1, response: {} });
  wire.send({ "request-id": 3, type: "A", request: "B" });
  expect(await wire.next()).toEqual({ "request-id": 3, response: {} });
});

test("so are requests that are too much together, though they are few; one alone is always served", async () => {
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const handler: RequestHandler = ({ method }) => {
    const gate = Promise.withResolvers<void>();
    gates.set(method, gate);
    return gate.promise;
  };
  await using wire = await connectWire({ handler, maxServingBytes: 4_000 });
  const ask = (id: number, method: string, size: number): void =>
    wire.send({ "request-id": id, type: "A", request: method, params: { x: "x".repeat(size) } });
  ask(1, "Huge", 10_000);
  ask(2, "Small", 0);
  expect(await wire.next()).toMatchObject({ "request-id": 2, "error-code": "try again" });
  gates.get("Huge")?.resolve();
  expect(await wire.next()).toEqual({ "request-id": 1, response: {} });
  // Each counts for more than its text: of the smallest, too, there is an end.
  for (let id = 3; id < 100; id++) ask(id, "Little", 0);
  ask(100, "Done", 0);
  const refused = new Set<unknown>();
  for (let last: unknown; last !== 100; refused.add(last)) {
    const answer = await wire.next();
    expect(answer).toMatchObject({ "error-code": "try again" });
    last = Object(answer)["request-id"];
  }
  expect(wire.peer.status.serving).toBe(98 - refused.size);
  expect(wire.peer.status.serving).toBeGreaterThan(5);
  expect(wire.peer.status.serving).toBeLessThan(4_000 / 256);
});

test("a reply that cannot be sent is an error to the caller, and the connection lives on", async () => {
  const handler: RequestHandler = ({ method }) => {
    if (method === "Big") return { text: "é".repeat(400) };
    if (method === "Odd") return { n: 1n };
    if (method === "Info") throw new ApiError("no", { code: "bad request", info: { n: 1n } });
    return {};
  };
  await using peers = await connectPeers({ server: { handler, maxMessageBytes: 800 } });
  const ask = (method: string): Promise<unknown> => peers.client.call({ facade: "A", method });
  expect(await failure(ask("Big"))).toMatchObject({ code: "quota limit exceeded" });
  expect(await failure(ask("Odd"))).toMatchObject({ message: "internal error" });
  expect(await failure(ask("Info"))).toMatchObject({ message: "no", code: "bad request" });
  expect(await ask("Fine")).toEqual({});
});

test("either side may ask the other, even from within a handler", async () => {
  await using peers = await connectPeers({
    client: { handler: ({ params }) => ({ twice: [params, params] }) },
    server: {
      handler: async ({ params }) => ({
        back: await peers.server.call({ facade: "Client", method: "Twice", params }),
      }),
    },
  });
  expect(await peers.client.call({ facade: "Server", method: "Ask", params: { a: 1 } })).toEqual({
    back: { twice: [{ a: 1 }, { a: 1 }] },
  });
});

test("what a handler returns may be any promise-like", async () => {
  const thenable: PromiseLike<unknown> = {
    // oxlint-disable-next-line unicorn/no-thenable -- that is the point
    then: (onFulfilled) => Promise.resolve({ late: true }).then(onFulfilled),
  };
  await using peers = await connectPeers({ server: { handler: () => thenable } });
  expect(await peers.client.call({ facade: "A", method: "B" })).toEqual({ late: true });
});
