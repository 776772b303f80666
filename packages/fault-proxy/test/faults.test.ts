import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FaultProxy } from "../src/index.js";
import { dial, listen, until } from "./ends.js";

const sizes = fc.record({
  message: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
  pieces: fc.integer({ min: 1, max: 4 }),
});

function split(message: Uint8Array, pieces: number): Uint8Array[] {
  const size = Math.ceil(message.length / pieces);
  return Array.from({ length: pieces }, (_, i) => message.subarray(i * size, (i + 1) * size));
}

for (const direction of ["toTarget", "toClient"] as const) {
  for (const [kind, seen] of [
    ["cut", "end"],
    ["reset", "ECONNRESET"],
  ] as const) {
    test(`a ${kind} ${direction} comes after exactly the bytes it names, and both sides see it`, async () => {
      await fc.assert(
        fc.asyncProperty(sizes, async ({ message, part, pieces }) => {
          // A fault at 0 need not wait until the target is connected: that one has its own test.
          const at = Math.max(1, Math.round(part * message.length));
          await using target = await listen();
          await using proxy = await FaultProxy.listen({
            target,
            script: { kind: "relay", [direction]: { fault: { kind, at } } },
          });
          const client = dial(proxy);
          const server = await target.next();
          const [from, to] = direction === "toTarget" ? [client, server] : [server, client];
          for (const piece of split(message, pieces)) from.socket.write(piece);
          expect(await to.over).toBe(seen);
          expect(to.received).toEqual(Buffer.from(message.subarray(0, at)));
          expect(await from.over).toBe(seen);
          const [connection] = proxy.connections;
          expect(connection?.[direction].delivered).toBe(at);
          expect(connection?.state).toBe(kind);
        }),
        { numRuns: 25 },
      );
    });
  }
}

test("a fault at 0 comes before the first byte", async () => {
  for (const kind of ["cut", "reset"] as const) {
    await using target = await listen();
    await using proxy = await FaultProxy.listen({
      target,
      script: { kind: "relay", toTarget: { fault: { kind, at: 0 } } },
    });
    const client = dial(proxy);
    client.socket.on("connect", () => client.socket.write("lost"));
    expect(await client.over).toBe(kind === "cut" ? "end" : "ECONNRESET");
    expect(proxy.connections[0]?.toTarget.delivered).toBe(0);
  }
});

test("a peer that vanished discards bytes and ends, and neither side is told", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({
    target,
    script: { kind: "relay", toTarget: { fault: { kind: "vanish", at: 3 } } },
  });
  const client = dial(proxy);
  const server = await target.next();
  client.socket.end("abcdef");
  const [connection] = proxy.connections;
  await until(() => connection?.toTarget.discarded === 3);
  server.socket.end("never seen");
  await until(() => connection?.toClient.discarded === 10);
  expect(server.received.toString()).toBe("abc");
  expect(client.bytes).toBe(0);
  expect([client.ended, server.ended, connection?.state]).toEqual([
    undefined,
    undefined,
    "vanished",
  ]);
  expect(connection?.toTarget).toEqual({ received: 6, delivered: 3, discarded: 3 });
});

test("a stalled direction passes nothing until it is resumed, while the other goes on", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({
    target,
    script: { kind: "relay", toTarget: { fault: { kind: "stall", at: 1000 } } },
  });
  const client = dial(proxy);
  const server = await target.next();
  const message = Buffer.alloc(16 * 1024 * 1024, 7);
  client.socket.write(message);
  server.socket.write("still here");
  const [connection] = proxy.connections;
  await connection?.delivered("toClient", 10);
  await until(() => server.bytes === 1000);
  expect(client.socket.writableLength).toBeGreaterThan(0);
  expect(connection?.toTarget.delivered).toBe(1000);
  connection?.resume();
  await connection?.delivered("toTarget", message.length);
  await until(() => server.bytes === message.length);
  expect(server.received.equals(message)).toBe(true);
});

test("a silent connection is accepted, and the target never hears of it", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target, script: { kind: "silence" } });
  const client = dial(proxy);
  client.socket.write("anyone?");
  const connection = await proxy.nextConnection();
  await until(() => connection.toTarget.received === 7);
  expect(connection.toTarget).toEqual({ received: 7, delivered: 0, discarded: 7 });
  expect([client.ended, connection.state, target.count]).toEqual([undefined, "silent", 0]);
});

test("a connection planned to be reset is reset at once", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target, script: { kind: "reset" } });
  expect(await dial(proxy).over).toBe("ECONNRESET");
  expect(target.count).toBe(0);
});

test("while it refuses, dialling fails and what is connected goes on; then it accepts again", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const before = dial(proxy);
  const server = await target.next();
  await proxy.refuse();
  expect(await dial(proxy).over).toBe("ECONNREFUSED");
  server.socket.write("hello");
  await until(() => before.bytes === 5);
  await proxy.accept();
  dial(proxy).socket.end("again");
  const again = await target.next();
  await again.over;
  expect(again.received.toString()).toBe("again");
});

test("a script decides for each connection by its number", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({
    target,
    script: (connection) => (connection === 1 ? { kind: "reset" } : { kind: "relay" }),
  });
  const outcomes: string[] = [];
  for (let i = 0; i < 3; i++) {
    const client = dial(proxy);
    client.socket.end();
    if (i !== 1) (await target.next()).socket.end();
    outcomes.push(await client.over);
  }
  expect(outcomes).toEqual(["end", "ECONNRESET", "end"]);
});

test("a fault can be injected into every connection while it lives", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const clients = [dial(proxy), dial(proxy)];
  const servers = [await target.next(), await target.next()];
  proxy.inject({ kind: "cut" });
  expect(await Promise.all([...clients, ...servers].map((end) => end.over))).toEqual(
    Array.from({ length: 4 }, () => "end"),
  );
});

test("a byte arrives turned over where the plan says, and only there", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({
    target,
    script: { kind: "relay", toTarget: { flips: [{ at: 1 }, { at: 4, mask: 0xff }, { at: 99 }] } },
  });
  const client = dial(proxy);
  const server = await target.next();
  client.socket.write(Buffer.from([0, 0, 0]));
  await until(() => server.bytes === 3);
  client.socket.end(Buffer.from([0, 0, 0]));
  await server.over;
  expect([...server.received]).toEqual([0, 1, 0, 0, 255, 0]);
});

test("corruption by chance is the same for the same seed", async () => {
  await using target = await listen();
  const runs: Buffer[] = [];
  for (let run = 0; run < 2; run++) {
    await using proxy = await FaultProxy.listen({
      target,
      script: { kind: "relay", toTarget: { corruption: 0.05 } },
    });
    const client = dial(proxy);
    const server = await target.next();
    client.socket.end(Buffer.alloc(2000));
    await server.over;
    runs.push(server.received);
  }
  const damaged = runs[0]?.filter((byte) => byte !== 0).length ?? 0;
  expect(damaged).toBeGreaterThan(50);
  expect(damaged).toBeLessThan(200);
  expect(runs[0]).toEqual(runs[1]);
});
