import * as fc from "fast-check";
import { expect, test } from "vitest";
import { frameLength, writeFrame } from "../src/web-socket-frame.js";
import { connectPeers, connectWire } from "./peers.js";

// Around each length at which a frame's header changes, and where a text's bytes and characters differ.
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537),
      fc.constantFrom("x", "é", "€", "😀"),
    )
    .map(([length, unit]) => unit.repeat(Math.ceil(length / unit.length))),
);

test("whatever text is written in one turn arrives as so many messages, unchanged, from either side", async () => {
  await using peers = await connectPeers({
    client: { handler: ({ params }) => params },
    server: { handler: ({ params }) => params },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), async (texts) => {
      for (const peer of [peers.client, peers.server]) {
        const answers = texts.map((params) => peer.call({ facade: "A", method: "Echo", params }));
        expect(await Promise.all(answers)).toEqual(texts);
      }
    }),
    { numRuns: 60 },
  );
});

test("a frame takes exactly the bytes that were reckoned", () => {
  fc.assert(
    fc.property(text, fc.boolean(), fc.nat(9), (value, masked, offset) => {
      const length = Buffer.byteLength(value);
      const buffer = Buffer.alloc(offset + frameLength(length, masked) + 1, 0xaa);
      const end = writeFrame(buffer, offset, { text: value, length, masked });
      expect(end).toBe(buffer.length - 1);
      expect(buffer.subarray(0, offset).every((byte) => byte === 0xaa)).toBe(true);
      expect(buffer[end]).toBe(0xaa);
    }),
  );
});

test("no two of a thousand frames are masked with the same key", () => {
  const keys = new Set<number>();
  for (let i = 0; i < 1000; i++) {
    const buffer = Buffer.alloc(frameLength(2, true));
    writeFrame(buffer, 0, { text: "{}", length: 2, masked: true });
    keys.add(buffer.readUInt32BE(2));
  }
  // Of 2^32 keys, a thousand drawn by chance collide once in eight thousand runs.
  expect(keys.size).toBeGreaterThanOrEqual(999);
});

test("a client's frames are masked, a controller's are not", async () => {
  await using wire = await connectWire();
  const chunks: Buffer[] = [];
  wire.far.on("message", () => undefined);
  const { underlyingStream } = await import("../src/underlying-stream.js");
  underlyingStream(wire.far).on("data", (chunk: Buffer) => chunks.push(chunk));
  void wire.peer.call({ facade: "Pinger", method: "Ping" }).catch(() => undefined);
  await wire.next();
  const [first] = chunks;
  expect(first?.[0]).toBe(0x81);
  expect((first?.[1] ?? 0) & 0x80).toBe(0);
  expect(first?.toString().includes('"type":"Pinger"')).toBe(true);
});
