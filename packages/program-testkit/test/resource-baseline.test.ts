import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";

import { describe, expect, onTestFinished, test } from "vitest";

import { ResourceBaseline } from "../src/index.js";

const soon = { patience: 1000 };
const kept: unknown[] = [];
/** More than the test's own runner may have had at the first look, and not at the last. */
const several = Array.from({ length: 10 });

/** A socket that is connected to a server of its own. */
async function connected(): Promise<net.Socket> {
  const server = net.createServer((socket) => socket.resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = server.address() as AddressInfo;
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  server.close();
  onTestFinished(() => void socket.destroy());
  return socket;
}

describe("what is back at its baseline", () => {
  test("after a socket, a timer and a listener that ended is", async () => {
    const baseline = await ResourceBaseline.take();
    const socket = await connected();
    const timer = setTimeout(() => undefined, 60_000);
    const emitter = new EventEmitter().on("x", () => undefined);
    emitter.removeAllListeners();
    clearTimeout(timer);
    socket.destroy();
    await expect(baseline.returned()).resolves.toBeDefined();
  });
});

describe("what is not back at its baseline is told of", () => {
  test.skipIf(!fs.existsSync("/proc/self/fd"))("sockets that were kept", async () => {
    const baseline = await ResourceBaseline.take(soon);
    await Promise.all(several.map(() => connected()));
    await expect(baseline.returned()).rejects.toMatchObject({
      name: "ResourceLeakError",
      message: expect.stringContaining("descriptors"),
    });
  });

  test("timers that go on", async () => {
    const baseline = await ResourceBaseline.take(soon);
    const timers = several.map(() => setInterval(() => undefined, 60_000));
    onTestFinished(() => timers.forEach((timer) => clearInterval(timer)));
    await expect(baseline.returned()).rejects.toThrow("Timeout");
  });

  test("listeners that are added and never taken away", async () => {
    const baseline = await ResourceBaseline.take(soon);
    const emitter = new EventEmitter();
    for (let count = 0; count < 20; count += 1) emitter.on("x", () => undefined);
    await expect(baseline.returned()).rejects.toThrow("MaxListenersExceededWarning");
  });

  test("a map that grows", async () => {
    const baseline = await ResourceBaseline.take({ ...soon, heap: 4 * 1024 * 1024 });
    for (let count = 0; count < 100_000; count += 1) kept.push({ name: `entry ${count}` });
    await expect(baseline.returned()).rejects.toThrow("bytes in use");
    kept.length = 0;
  });

  test("work that comes again and again", async () => {
    const baseline = await ResourceBaseline.take({ ...soon, delay: 5 });
    let on = true;
    onTestFinished(() => void (on = false));
    const burn = (): void => {
      for (const end = performance.now() + 40; performance.now() < end;);
      if (on) setImmediate(burn);
    };
    burn();
    await expect(baseline.returned()).rejects.toThrow("ms of delay");
  });
});
