import { randomBytes } from "node:crypto";
import { silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";
import { maxDepth } from "../src/parse-json.js";
import { type RequestHandler, RpcPeer } from "../src/index.js";
import { underlyingStream } from "../src/underlying-stream.js";
import { aborted, connectSockets, connectWire, failure, type Wire } from "./peers.js";

const echo: RequestHandler = ({ params }) => params;
const life = { facade: "Agent", version: 3, method: "Life" };

/** A frame as it is on the wire, masked with zeros. */
function rawFrame(firstByte: number, payload: Buffer, declared = payload.length): Buffer {
  const header = Buffer.alloc(14);
  header[0] = firstByte;
  header[1] = 0x80 | 127;
  header.writeBigUInt64BE(BigInt(declared), 2);
  return Buffer.concat([header, payload]);
}

function nested(depth: number): string {
  return `{"request-id":1,"type":"A","request":"B","params":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
}

const fatal: { what: string; send: (wire: Wire) => void; closeCode: number; says: RegExp }[] = [
  {
    what: "text that is no JSON",
    send: ({ far }) => far.send("not json"),
    closeCode: 1002,
    says: /must be a JSON document/,
  },
  {
    what: "an empty text",
    send: ({ far }) => far.send(""),
    closeCode: 1002,
    says: /JSON document/,
  },
  {
    what: "a JSON array",
    send: ({ far }) => far.send("[1]"),
    closeCode: 1002,
    says: /not an array/,
  },
  {
    what: "a JSON number",
    send: ({ far }) => far.send("7"),
    closeCode: 1002,
    says: /the number 7/,
  },
  {
    what: "an id that is a string",
    send: ({ far }) => far.send('{"request-id":"1","response":{}}'),
    closeCode: 1002,
    says: /request-id must be a whole number, not a string/,
  },
  {
    what: "an id that is no whole number",
    send: ({ far }) => far.send('{"request-id":1.5}'),
    closeCode: 1002,
    says: /request-id/,
  },
  {
    what: "a negative id",
    send: ({ far }) => far.send('{"request-id":-1}'),
    closeCode: 1002,
    says: /request-id/,
  },
  {
    what: "an id that JavaScript cannot hold",
    send: ({ far }) => far.send('{"request-id":18446744073709551615}'),
    closeCode: 1002,
    says: /request-id/,
  },
  {
    what: "a facade that is no string",
    send: ({ far }) => far.send('{"request-id":1,"type":{},"request":"A"}'),
    closeCode: 1002,
    says: /type must be a string, not a object/,
  },
  {
    what: "an error that is no string",
    send: ({ far }) => far.send('{"request-id":1,"error":[]}'),
    closeCode: 1002,
    says: /error must be a string/,
  },
  {
    what: "nesting over the limit",
    send: ({ far }) => far.send(nested(maxDepth + 1)),
    closeCode: 1002,
    says: /nested over 512 deep/,
  },
  {
    what: "nothing but open brackets",
    send: ({ far }) => far.send("[".repeat(4096)),
    closeCode: 1002,
    says: /nested over 512 deep/,
  },
  {
    what: "a binary message",
    send: ({ far }) => far.send(Buffer.from('{"request-id":1}')),
    closeCode: 1003,
    says: /binary/,
  },
  {
    what: "text that is no UTF-8",
    send: ({ far }) =>
      underlyingStream(far).write(rawFrame(0x81, Buffer.from([0x22, 0xc3, 0x28, 0x22]))),
    closeCode: 1007,
    says: /UTF-8/,
  },
  {
    what: "a message over the limit",
    send: ({ far }) => far.send(`"${"x".repeat(5000)}"`),
    closeCode: 1009,
    says: /5002 bytes; the limit is 4096/,
  },
  {
    what: "the announcement of an endless frame",
    send: ({ far }) => underlyingStream(far).write(rawFrame(0x81, Buffer.alloc(0), 2 ** 40)),
    closeCode: 1009,
    says: /Max payload size exceeded/,
  },
  {
    what: "a frame of no known kind",
    send: ({ far }) => underlyingStream(far).write(rawFrame(0x83, Buffer.from("{}"))),
    closeCode: 1002,
    says: /opcode/,
  },
  {
    what: "a compressed frame, which nobody agreed on",
    send: ({ far }) => underlyingStream(far).write(rawFrame(0xc1, Buffer.from("{}"))),
    closeCode: 1002,
    says: /RSV1/,
  },
  {
    what: "a frame that is not masked",
    send: ({ far }) => underlyingStream(far).write(Buffer.from([0x81, 2, 0x7b, 0x7d])),
    closeCode: 1002,
    says: /MASK/,
  },
];

for (const { what, send, closeCode, says } of fatal) {
  test(`${what} ends the connection with code ${closeCode}, and calls hear why`, async () => {
    await using wire = await connectWire({ handler: echo, maxMessageBytes: 4096 });
    const call = failure(wire.peer.call(life));
    await wire.next();
    send(wire);
    const error = await call;
    expect(error).toMatchObject({ code: "ERR_RPC_PROTOCOL", closeCode });
    expect(String(error)).toMatch(says);
    expect((await wire.farClosed).code).toBe(closeCode);
  });
}

const harmless: { what: string; message: string }[] = [
  { what: "an empty object", message: "{}" },
  { what: "null", message: "null" },
  { what: "a reply to nothing", message: '{"request-id":99,"response":{}}' },
  { what: "an error to nothing", message: '{"request-id":99,"error":"no"}' },
  { what: "a reply with an absurd id", message: '{"request-id":9007199254740991,"response":{}}' },
  {
    what: "unknown members",
    message: '{"request-id":99,"response":{},"trace":{"a":[1]},"x":null}',
  },
  {
    what: "nulls for everything",
    message: '{"request-id":null,"type":null,"error":null,"id":null}',
  },
  { what: "a prototype in the envelope", message: '{"__proto__":{"request-id":1,"type":"A"}}' },
];

for (const { what, message } of harmless) {
  test(`${what} is ignored, and the connection lives on`, async () => {
    await using wire = await connectWire();
    const call = wire.peer.call(life);
    wire.send(message);
    wire.send({ "request-id": 1, response: { alive: true } });
    expect(await call).toEqual({ alive: true });
  });
}

test("a second reply to the same call is a reply to nothing", async () => {
  const strays: number[] = [];
  await using wire = await connectWire({ observer: { strayReply: (id) => strays.push(id) } });
  const first = wire.peer.call(life);
  const second = wire.peer.call(life);
  wire.send({ "request-id": 1, response: { n: 1 } });
  wire.send({ "request-id": 1, response: { n: 2 } });
  wire.send({ "request-id": 2, response: { n: 3 } });
  expect([await first, await second]).toEqual([{ n: 1 }, { n: 3 }]);
  expect(strays).toEqual([1]);
});

test("nesting up to the limit is served", async () => {
  await using wire = await connectWire({ handler: echo });
  wire.send(nested(maxDepth));
  expect(await wire.next()).toMatchObject({ "request-id": 1 });
});

test("a member named __proto__ is dropped, however it is spelled, and no prototype changes", async () => {
  await using wire = await connectWire();
  const spellings = ["__proto__", "\\u005f_proto__", "\\u005F\\u005fpr\\u006Ft\\u006f__"];
  for (const [index, spelling] of spellings.entries()) {
    const call = wire.peer.call(life);
    wire.send(
      `{"request-id":${index + 1},"response":{"a":{"${spelling}":{"polluted":true},"kept":"\\u003c"}}}`,
    );
    const result = await call;
    expect(result).toEqual({ a: { kept: "<" } });
    expect(Reflect.ownKeys(Object(Reflect.get(Object(result), "a")))).toEqual(["kept"]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  }
});

test("no word of a malformed message is in the error, since it may hold a password", async () => {
  await using wire = await connectWire();
  wire.send('{"request-id":1,"params":{"credentials":"hunter2-hunter2"},}');
  const reason = await aborted(wire.peer.closed);
  let said = "";
  for (let error: unknown = reason; error instanceof Error; error = error.cause) {
    said += `${error.message} ${error.stack ?? ""}`;
  }
  expect(said).toContain("JSON");
  expect(said).not.toContain("hunter2");
});

test("pings are answered, and do not disturb what is under way", async () => {
  await using wire = await connectWire();
  const ponged = new Promise((resolve) => wire.far.once("pong", resolve));
  const call = wire.peer.call(life);
  wire.far.ping("are you there?");
  wire.send({ "request-id": 1, response: {} });
  await Promise.all([call, ponged]);
  expect(wire.peer.closed.aborted).toBe(false);
});

test("pings without end, whose pongs nobody reads, end the connection, and calls hear why", async () => {
  await using wire = await connectWire();
  const call = failure(wire.peer.call(life));
  wire.far.pause();
  while (!wire.peer.closed.aborted) {
    for (let count = 0; count < 1000; count++) wire.far.ping("x".repeat(125));
    await new Promise(setImmediate);
    expect(wire.own.bufferedAmount).toBeLessThan(60 * 127 + 1024);
  }
  expect(wire.peer.closed.reason).toMatchObject({ code: "ERR_RPC_PROTOCOL", closeCode: 1008 });
  expect(await call).toBe(wire.peer.closed.reason);
});

test("a message in many fragments is read as one", async () => {
  await using wire = await connectWire();
  const call = wire.peer.call(life);
  const text = '{"request-id":1,"response":{"in":"pieces"}}';
  for (let i = 0; i < text.length; i++) {
    wire.far.send(text.charAt(i), { fin: i === text.length - 1 });
  }
  expect(await call).toEqual({ in: "pieces" });
});

test("bytes without sense, after an honest start, end the connection and nothing else", async () => {
  const logged: unknown[] = [];
  await using sockets = await connectSockets();
  const peer = new RpcPeer({
    socket: sockets.server,
    handler: echo,
    logger: { ...silentLogger, error: (message) => logged.push(message) },
  });
  underlyingStream(sockets.client).write(Buffer.concat([Buffer.from([0xff]), randomBytes(4000)]));
  expect(await aborted(peer.closed)).toMatchObject({ code: "ERR_RPC_PROTOCOL" });
  expect(logged).toEqual([]);
  sockets.client.terminate();
  await peer.close();
});
