import { getEventListeners, once } from "node:events";
import net from "node:net";
import { networkInterfaces } from "node:os";
import { seededRandom } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import {
  type Dialler,
  DialTimeoutError,
  memoryDnsCache,
  open,
  ResolveError,
  tcpDialler,
  watchNotify,
} from "../src/index.js";
import { leftBehind } from "./support/leaks.js";
import { TestController, PATIENT } from "./support/test-controller.js";

/** Some machines, containers above all, have none. */
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === "::1");

/** A port on which nothing listens: it was ours a moment ago. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Accepts connections and says nothing. */
async function silentServer(): Promise<{ address: string } & AsyncDisposable> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

describe("dialling", () => {
  test("finds the one address of several that answers", async () => {
    await using controller = await TestController.start();
    await using silent = await silentServer();
    const addrs = [`127.0.0.1:${await closedPort()}`, silent.address, controller.address];
    await using connection = await open(controller.info({ addrs }), {
      ...PATIENT,
      dialAddressInterval: 20,
    });
    expect(connection.addr).toBe(controller.address);
  });

  test.skipIf(!hasIpv6)("reaches IPv6", async () => {
    await using controller = await TestController.start({ host: "::1" });
    await using connection = await open(controller.info(), PATIENT);
    expect(connection.ipAddr).toBe(`[::1]:${controller.port}`);
    expect(controller.served[0]?.request.headers.host).toBe(`[::1]:${controller.port}`);
  });

  test("tries all addresses of a name, but none with a zone, and keeps the name for the URL", async () => {
    await using controller = await TestController.start();
    const asked: string[] = [];
    const resolver = async (host: string): Promise<string[]> => {
      asked.push(host);
      return ["fe80::1%lo", "::1", "127.0.0.1"];
    };
    const addrs = [`controller.test:${controller.port}`];
    await using connection = await open(controller.info({ addrs }), { ...PATIENT, resolver });
    expect([connection.addr, connection.ipAddr]).toEqual([addrs[0], controller.address]);
    expect(asked).toEqual(["controller.test"]);
    expect(controller.served[0]?.request.headers.host).toBe(addrs[0]);
  });

  test("of addresses that all have a zone says so, remembered or not", async () => {
    const dnsCache = memoryDnsCache();
    dnsCache.add("zones.test", ["fe80::1%eth0"]);
    const resolver = async (): Promise<string[]> => ["fe80::2%eth0"];
    for (const address of ["[fe80::1%eth0]:17070", "zones.test:17070"]) {
      const options = { ...PATIENT, resolver, dnsCache };
      await expect(open({ addrs: [address] }, options)).rejects.toMatchObject({
        code: "ERR_RESOLVE",
        cause: { message: expect.stringContaining("zone") },
      });
    }
  });

  test("remembers names, asks again where what it remembers leads nowhere, and never for numbers", async () => {
    await using controller = await TestController.start();
    const dnsCache = memoryDnsCache();
    dnsCache.add("controller.test", ["::1"]);
    let asked = 0;
    const resolver = async (): Promise<string[]> => {
      asked += 1;
      return ["127.0.0.1"];
    };
    const info = controller.info({ addrs: [`controller.test:${controller.port}`] });
    // The next step begins only when the one before has failed.
    const options = { resolver, dnsCache, dialAddressInterval: 30_000, dialTimeout: 30_000 };
    await using first = await open(info, options);
    expect(asked).toBe(1);
    await using second = await open(info, options);
    expect(asked).toBe(1);
    await using third = await open(controller.info(), options);
    expect(asked).toBe(1);
    expect(dnsCache.lookup("controller.test")).toEqual(["127.0.0.1"]);
    expect(dnsCache.lookup("127.0.0.1")).toBeUndefined();
    expect([first, second, third].map(({ broken }) => broken.aborted)).not.toContain(true);
  });

  test("reports the most telling failure, with the others", async () => {
    await using controller = await TestController.start();
    await using silent = await silentServer();
    const port = await closedPort();
    const resolver = (): Promise<string[]> => Promise.reject(new Error("no such name"));
    const info = controller.info({
      addrs: [`127.0.0.1:${port}`, "nobody.test:17070", silent.address],
    });
    const clock = new VirtualClock();
    const refused: Error[] = [];
    const dialler: Dialler = {
      connect: async (target, signal) => {
        try {
          return await tcpDialler.connect(target, signal);
        } catch (error) {
          refused.push(new Error("refused", { cause: error }));
          throw error;
        }
      },
    };
    const options = { clock, resolver, dialler, dialAddressInterval: 0 };
    const failed = open(info, options).catch((error: unknown) => error);
    // oxlint-disable-next-line no-await-in-loop -- until the closed port has refused
    while (refused.length === 0) await clock.advance(0);
    await clock.advance(3_000);
    const error = await failed;
    expect(error).toBeInstanceOf(DialTimeoutError);
    expect(error).toMatchObject({
      cause: { code: "ERR_RESOLVE", message: expect.stringContaining("nobody.test") },
      others: [{ code: "ERR_CONNECT", message: expect.stringContaining(`127.0.0.1:${port}`) }],
    });
  });

  test("of a name without an address says so", async () => {
    await using controller = await TestController.start();
    const failed = open(controller.info({ addrs: ["nobody.test:1"] }), {
      resolver: async () => [],
    });
    await expect(failed).rejects.toBeInstanceOf(ResolveError);
    await expect(failed).rejects.toThrow(/cannot resolve "nobody.test"/u);
  });

  test("never changes the addresses it was given", async () => {
    await using controller = await TestController.start();
    const addrs = Object.freeze([
      controller.address,
      `localhost:${controller.port}`,
      controller.address,
    ]);
    for (let seed = 0; seed < 5; seed += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one connection at a time is enough
      await using connection = await open(controller.info({ addrs }), {
        random: seededRandom(seed),
      });
      expect(addrs).toContain(connection.addr);
    }
  });
});

describe("an attempt that failed", () => {
  test("is made again after the retry delay, for as long as there is time", async () => {
    await using controller = await TestController.start();
    const clock = new VirtualClock();
    const starts: number[] = [];
    const dialler: Dialler = {
      connect: (target, signal) => {
        starts.push(clock.now());
        return starts.length < 3
          ? Promise.reject(new Error("refused"))
          : tcpDialler.connect(target, signal);
      },
    };
    const opening = open(controller.info(), {
      clock,
      dialler,
      retryDelay: 2_000,
      timeout: 60_000,
      dialTimeout: 0,
    });
    await clock.advance(10_000);
    await using connection = await opening;
    expect(starts).toEqual([0, 2_000, 4_000]);
    expect(connection.broken.aborted).toBe(false);
  });

  test("is not made again without a retry delay, nor without any limit of time", async () => {
    const clock = new VirtualClock();
    let starts = 0;
    const dialler: Dialler = {
      connect: () => {
        starts += 1;
        return Promise.reject(new Error("refused"));
      },
    };
    const info = { addrs: ["10.0.0.1:1"] };
    await expect(open(info, { clock, dialler })).rejects.toMatchObject({ code: "ERR_CONNECT" });
    const unlimited = { clock, dialler, retryDelay: 1, timeout: 0, dialTimeout: 0 };
    await expect(open(info, unlimited)).rejects.toMatchObject({ code: "ERR_CONNECT" });
    expect([starts, clock.pending]).toEqual([2, 0]);
  });

  test("is what a timeout reports as its cause", async () => {
    const clock = new VirtualClock();
    const dialler: Dialler = { connect: () => Promise.reject(new Error("no route to host")) };
    const options = { clock, dialler, retryDelay: 700, timeout: 0, dialTimeout: 2_000 };
    const failed = open({ addrs: ["10.0.0.1:1"] }, options).catch((error: unknown) => error);
    await clock.advance(2_000);
    const error = await failed;
    expect(error).toMatchObject({
      code: "ERR_DIAL_TIMEOUT",
      message: "unable to connect to API: 10.0.0.1:1 did not answer within 2000 ms",
      cause: { code: "ERR_CONNECT" },
      others: [{ code: "ERR_CONNECT" }, { code: "ERR_CONNECT" }],
    });
    expect(clock.pending).toBe(0);
  });
});

describe("each of the two limits of time", () => {
  test("ends the dialling: the one for dialling, and the one for all", async () => {
    await using silent = await silentServer();
    for (const limit of [{ dialTimeout: 3_000 }, { dialTimeout: 0, timeout: 3_000 }]) {
      const clock = new VirtualClock();
      const failed = open({ addrs: [silent.address] }, { ...limit, clock }).catch(
        (e: unknown) => e,
      );
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.advance(2_999);
      expect(clock.pending).toBeGreaterThan(0);
      // oxlint-disable-next-line no-await-in-loop
      await clock.advance(1);
      // oxlint-disable-next-line no-await-in-loop
      expect(await failed).toMatchObject({ code: "ERR_DIAL_TIMEOUT" });
      expect(clock.pending).toBe(0);
    }
  });

  test("leaves the login to the one for all", async () => {
    await using controller = await TestController.start({
      answers: { "Admin.Login": () => new Promise(() => undefined) },
    });
    const clock = new VirtualClock();
    const failed = open(controller.info(), { clock, dialTimeout: 3_000, timeout: 10_000 }).catch(
      (error: unknown) => error,
    );
    while (controller.requests.length === 0) {
      // oxlint-disable-next-line no-await-in-loop -- until the login has come
      await clock.advance(0);
    }
    await clock.advance(9_999);
    expect(clock.pending).toBeGreaterThan(0);
    await clock.advance(1);
    expect(await failed).toMatchObject({
      code: "ERR_LOGIN_TIMEOUT",
      message: `cannot log in: ${controller.address} took the connection but did not answer within 10000 ms`,
    });
    expect(clock.pending).toBe(0);
  });
});

describe("whoever calls off an open", () => {
  test("is obeyed at every step, at once, and nothing is left", async () => {
    const left = await leftBehind(async () => {
      await using silent = await silentServer();
      await using mute = await TestController.start({ onUpgrade: () => true });
      await using slow = await TestController.start({
        answers: { "Admin.Login": () => new Promise(() => undefined) },
      });
      const never = new Promise<never>(() => undefined);
      const steps: [string, string, () => boolean, object?][] = [
        ["the name", "nobody.test:1", () => true, { resolver: () => never }],
        ["the connection", "10.0.0.1:1", () => true, { dialler: { connect: () => never } }],
        ["TLS", silent.address, () => true],
        ["the WebSocket", mute.address, () => mute.open > 0],
        ["the login", slow.address, () => slow.requests.length > 0],
      ];
      for (const [step, address, reached, options] of steps) {
        const abort = new AbortController();
        const clock = new VirtualClock();
        const opening = open(slow.info({ addrs: [address] }), { ...options, clock }, abort.signal);
        const outcome = opening.catch((error: unknown) => error);
        // oxlint-disable-next-line no-await-in-loop -- step by step is the point
        for (let turn = 0; turn < 20 || !reached(); turn += 1) await clock.advance(0);
        abort.abort(new Error(`enough, at ${step}`));
        // oxlint-disable-next-line no-await-in-loop
        expect(await outcome).toEqual(new Error(`enough, at ${step}`));
        expect([step, clock.pending]).toEqual([step, 0]);
      }
    });
    expect(left).toEqual({});
  });

  test("before it began, is obeyed without any step", async () => {
    const reason = new Error("no, thanks");
    const dialler: Dialler = { connect: () => Promise.reject(new Error("dialled")) };
    const opening = open({ addrs: ["10.0.0.1:1"] }, { dialler }, AbortSignal.abort(reason));
    await expect(opening).rejects.toBe(reason);
  });
});

describe("a connection that was closed", () => {
  test("leaves no timer, no socket and no listener, though much was going on", async () => {
    const abort = new AbortController();
    const clock = new VirtualClock();
    const options = { ...PATIENT, clock };
    const never = new Promise(() => undefined);
    const left = await leftBehind(async () => {
      await using controller = await TestController.start({
        answers: { "Agent.IsMaster": () => never, "NotifyWatcher.Next": () => never },
      });
      for (let round = 0; round < 3; round += 1) {
        // oxlint-disable-next-line no-await-in-loop -- each is closed before the next
        const connection = await open(controller.info(), options, abort.signal);
        const call = { facade: "Agent", method: "IsMaster", signal: abort.signal };
        const calls = [call, { ...call, timeout: 5_000 }].map((each) => connection.call(each));
        const watch = watchNotify(connection, { NotifyWatcherId: "1" }, { signal: abort.signal });
        // oxlint-disable-next-line no-await-in-loop
        await watch.next();
        const next = watch.next();
        // One after another, and twice: it ends once.
        // oxlint-disable-next-line no-await-in-loop
        await Promise.all([connection.close(), connection.close()]);
        // oxlint-disable-next-line no-await-in-loop
        const ends = await Promise.allSettled([...calls, next]);
        expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
        expect(connection.broken.aborted).toBe(true);
        expect(getEventListeners(connection.broken, "abort")).toEqual([]);
        expect(clock.pending).toBe(0);
      }
      const refused = open(controller.info({ password: "wrong" }), PATIENT, abort.signal);
      await expect(refused).rejects.toMatchObject({ code: "unauthorized access" });
    });
    expect(left).toEqual({});
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
  });
});
