import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { FaultProxy, type DirectionPlan } from "../src/index.js";
import { dial, type End, listen, type Target, until } from "./ends.js";

interface Run extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly client: End;
  readonly server: End;
  readonly proxy: FaultProxy;
}

async function connect(target: Target, toTarget: DirectionPlan): Promise<Run> {
  const clock = new VirtualClock();
  const proxy = await FaultProxy.listen({ target, script: { kind: "relay", toTarget }, clock });
  const client = dial(proxy);
  const server = await target.next();
  return { clock, client, server, proxy, [Symbol.asyncDispose]: () => proxy.close() };
}

/** Moves the clock by what its next timer asks, letting the sockets catch up, until all is there. */
async function arrivals(run: Run, total: number): Promise<[at: number, bytes: number][]> {
  const seen: [number, number][] = [];
  const [connection] = run.proxy.connections;
  for (let last = -1; last < total;) {
    const delivered = connection?.toTarget.delivered ?? 0;
    if (delivered > last) {
      last = delivered;
      seen.push([run.clock.now(), delivered]);
    }
    const next = run.clock.next();
    if (next === undefined) await new Promise(setImmediate);
    else await run.clock.advance(next - run.clock.now());
  }
  return seen;
}

test("with latency every byte comes that much later, and in order", async () => {
  await using target = await listen();
  await using run = await connect(target, { latency: 250 });
  run.client.socket.write("abc");
  const [connection] = run.proxy.connections;
  await until(() => connection?.toTarget.received === 3);
  await run.clock.advance(249);
  expect(connection?.toTarget.delivered).toBe(0);
  await run.clock.advance(1);
  await until(() => run.server.bytes === 3);
  expect(run.server.received.toString()).toBe("abc");
});

test("jitter delays by chance and never lets bytes overtake", async () => {
  await using target = await listen();
  await using run = await connect(target, { jitter: 1000 });
  const [connection] = run.proxy.connections;
  let sent = 0;
  for (const piece of ["one ", "two ", "three ", "four "]) {
    run.client.socket.write(piece);
    sent += piece.length;
    await until(() => connection?.toTarget.received === sent);
  }
  const seen = await arrivals(run, sent);
  await until(() => run.server.bytes === sent);
  expect(run.server.received.toString()).toBe("one two three four ");
  expect(seen.at(-1)?.[0]).toBeLessThanOrEqual(1000);
  expect(seen.at(-1)?.[0]).toBeGreaterThan(0);
});

test("a narrow direction passes its bytes a second and no more", async () => {
  await using target = await listen();
  await using run = await connect(target, { bytesPerSecond: 100 });
  run.client.socket.write(Buffer.alloc(500));
  for (const [at, bytes] of await arrivals(run, 500)) {
    expect(bytes).toBeLessThanOrEqual(10 + at / 10);
  }
  expect(run.clock.now()).toBe(4900);
});

test("a slow loris gets one byte at a time, with a pause between", async () => {
  await using target = await listen();
  await using run = await connect(target, { trickle: { every: 1000 } });
  run.client.socket.write("abcd");
  expect(await arrivals(run, 4)).toEqual([
    [0, 0],
    [0, 1],
    [1000, 2],
    [2000, 3],
    [3000, 4],
  ]);
});

test("closing leaves no timer, however much still waits", async () => {
  await using target = await listen();
  const run = await connect(target, { latency: 60_000 });
  run.client.socket.write("never");
  const [connection] = run.proxy.connections;
  await until(() => connection?.toTarget.received === 5);
  expect(run.clock.pending).toBe(1);
  await run.proxy.close();
  expect(run.clock.pending).toBe(0);
  await connection?.ended;
  expect(connection?.toTarget).toEqual({ received: 5, delivered: 0, discarded: 5 });
});
