import { once } from "node:events";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FaultProxy } from "../src/index.js";
import { dial, listen, until } from "./ends.js";

test("bytes pass unchanged in both directions, and are counted exactly", async () => {
  await using target = await listen();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 4000 }), { maxLength: 8 }),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 4000 }), { maxLength: 8 }),
      async (up, down) => {
        await using proxy = await FaultProxy.listen({ target });
        const client = dial(proxy);
        const server = await target.next();
        for (const chunk of up) client.socket.write(chunk);
        client.socket.end();
        for (const chunk of down) server.socket.write(chunk);
        server.socket.end();
        expect(await client.over).toBe("end");
        expect(await server.over).toBe("end");
        expect(server.received).toEqual(Buffer.concat(up));
        expect(client.received).toEqual(Buffer.concat(down));
        const [connection] = proxy.connections;
        await connection?.ended;
        const { bytes: sent } = server;
        const { bytes: answered } = client;
        expect(connection?.toTarget).toEqual({ received: sent, delivered: sent, discarded: 0 });
        expect(connection?.toClient).toEqual({
          received: answered,
          delivered: answered,
          discarded: 0,
        });
      },
    ),
    { numRuns: 20 },
  );
});

test("a side that ends may still be answered", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const client = dial(proxy);
  const server = await target.next();
  client.socket.end("question");
  expect(await server.over).toBe("end");
  server.socket.end("answer");
  await client.over;
  expect(client.received.toString()).toBe("answer");
});

test("a reset by the target reaches the client as a reset", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const client = dial(proxy);
  const server = await target.next();
  server.socket.resetAndDestroy();
  expect(await client.over).toBe("ECONNRESET");
});

test("a reset by the client reaches the target as a reset", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const client = dial(proxy);
  const server = await target.next();
  client.socket.resetAndDestroy();
  expect(await server.over).toBe("ECONNRESET");
});

test("a client whose target refuses is reset", async () => {
  const target = await listen();
  const { host, port } = target;
  await target[Symbol.asyncDispose]();
  await using proxy = await FaultProxy.listen({ target: { host, port } });
  const client = dial(proxy);
  expect(await client.over).toBe("ECONNRESET");
});

test("it listens on IPv6, and says so in its address", async () => {
  await using target = await listen("::1");
  await using proxy = await FaultProxy.listen({ target, host: "::1" });
  expect(proxy.address).toBe(`[::1]:${proxy.port}`);
  const client = dial(proxy, "::1");
  const server = await target.next();
  client.socket.end("hello");
  await server.over;
  expect(server.received.toString()).toBe("hello");
});

test("a fast sender is held back while the receiver does not read", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  const client = dial(proxy);
  const server = await target.next();
  server.socket.pause();
  const megabyte = Buffer.alloc(1024 * 1024);
  const total = 64;
  for (let i = 0; i < total; i++) client.socket.write(megabyte);
  const [connection] = proxy.connections;
  await until(() => (connection?.toTarget.received ?? 0) > 0);
  // Whatever the kernel's buffers hold, what waits in the proxy is bounded.
  for (let turn = 0; turn < 2000; turn++) {
    await new Promise(setImmediate);
    const { received = 0, delivered = 0 } = connection?.toTarget ?? {};
    expect(received - delivered).toBeLessThan(1024 * 1024);
  }
  expect(client.socket.writableLength).toBeGreaterThan(0);
  server.socket.resume();
  client.socket.end();
  await once(server.socket, "end");
  expect(server.bytes).toBe(total * megabyte.length);
});
