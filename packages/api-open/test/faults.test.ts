// Every stage of `open`, and what comes after, with every fault of the network between: each ends
// with the right error, within its deadline by the clock, and leaves nothing. (At any byte of it:
// `every-byte.test.ts`.)
import { once } from "node:events";
import { FaultProxy, type Script } from "@holdfast/fault-proxy";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import { type Connection, type DialOptions, memorySessionCache, open } from "../src/index.js";
import { TestController } from "./support/test-controller.js";

const DIAL = 3_000;
const WHOLE = 60_000;

/** How far a connection comes before something happens to it. */
type Stage = "upgrade" | "login";

interface Scene extends AsyncDisposable {
  readonly controller: TestController;
  readonly proxy: FaultProxy;
  readonly clock: VirtualClock;
  /** Fulfilled once the controller has been asked for that, which it never answers. */
  readonly reached: Promise<void>;
  open(options?: DialOptions): Promise<Connection>;
}

async function scene(stuckAt?: Stage, script?: Script): Promise<Scene> {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const clock = new VirtualClock();
  const login = (): Promise<never> => {
    resolve();
    return new Promise(() => undefined);
  };
  const controller = await TestController.start({
    answers: stuckAt === "login" ? { "Admin.Login": login } : {},
    onUpgrade: () => {
      if (stuckAt !== "upgrade") return false;
      resolve();
      return true;
    },
  });
  const target = { host: "127.0.0.1", port: controller.port };
  const proxy = await FaultProxy.listen({ target, clock, ...(script && { script }) });
  const info = controller.info({ addrs: [proxy.address] });
  return {
    controller,
    proxy,
    clock,
    reached,
    open: (options) =>
      open(info, {
        clock,
        dialTimeout: DIAL,
        timeout: WHOLE,
        sessions: memorySessionCache(),
        ...options,
      }),
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await controller[Symbol.asyncDispose]();
    },
  };
}

type Outcome = { readonly connection: Connection } | { readonly error: unknown };

function outcomeOf(opening: Promise<Connection>): Promise<Outcome> {
  return opening.then(
    (connection) => ({ connection }),
    (error: unknown) => ({ error }),
  );
}

/** What came of it, moving time on in steps where nothing else moves it on. */
async function inVirtualTime(opening: Promise<Connection>, clock: VirtualClock): Promise<Outcome> {
  const found: Outcome[] = [];
  void outcomeOf(opening).then((outcome) => found.push(outcome));
  const deadline = clock.now() + WHOLE;
  while (found.length === 0 && clock.now() <= deadline) {
    // Real sockets need turns of the event loop, of which a step of time is some.
    for (let turn = 0; turn < 25 && found.length === 0; turn += 1) {
      // oxlint-disable-next-line no-await-in-loop -- step by step
      await flushPromises();
    }
    // oxlint-disable-next-line no-await-in-loop
    if (found.length === 0) await clock.advance(500);
  }
  const [outcome] = found;
  if (outcome === undefined) throw new Error("open neither succeeded nor failed within its time");
  return outcome;
}

describe("a fault while connecting", () => {
  test("nothing listens: a connect error", async () => {
    await using play = await scene();
    await play.proxy.refuse();
    await expect(play.open()).rejects.toMatchObject({ code: "ERR_CONNECT" });
    expect(play.clock.pending).toBe(0);
  });

  test("accepted, then reset: an error of the first thing asked", async () => {
    await using play = await scene(undefined, { kind: "reset" });
    const outcome = await outcomeOf(play.open());
    // The reset may overtake the news that the connection was made.
    expect(["ERR_CONNECT", "ERR_TLS"]).toContain(Object(Object(outcome).error).code);
    expect(play.clock.pending).toBe(0);
  });

  test("accepted, then silence: a dial timeout, at the time", async () => {
    await using play = await scene(undefined, { kind: "silence" });
    const outcome = outcomeOf(play.open());
    await play.proxy.nextConnection();
    await play.clock.advance(DIAL - 1);
    expect(play.clock.pending).toBeGreaterThan(0);
    await play.clock.advance(1);
    expect(await outcome).toMatchObject({ error: { code: "ERR_DIAL_TIMEOUT" } });
    expect(play.clock.pending).toBe(0);
  });
});

describe("a fault in the TLS handshake", () => {
  const at = 100;

  test.each(["cut", "reset"] as const)("%s: a TLS error", async (kind) => {
    const toClient = { fault: { kind, at } };
    await using play = await scene(undefined, { kind: "relay", toClient });
    await expect(play.open()).rejects.toMatchObject({ code: "ERR_TLS" });
    expect(play.clock.pending).toBe(0);
  });

  test.each(["vanish", "stall"] as const)("%s: a dial timeout", async (kind) => {
    const toClient = { fault: { kind, at } };
    await using play = await scene(undefined, { kind: "relay", toClient });
    const outcome = outcomeOf(play.open());
    await (await play.proxy.nextConnection()).delivered("toClient", at);
    await play.clock.advance(DIAL);
    expect(await outcome).toMatchObject({ error: { code: "ERR_DIAL_TIMEOUT" } });
    expect(play.clock.pending).toBe(0);
  });

  test("a byte flipped, on the way to us: a TLS error", async () => {
    // Within what the ServerHello says, so that its length stays right.
    const toClient = { flips: [{ at: 60, mask: 255 }] };
    await using play = await scene(undefined, { kind: "relay", toClient });
    await expect(play.open()).rejects.toMatchObject({ code: "ERR_TLS" });
  });

  test("a byte flipped, on the way to the controller: a TLS error", async () => {
    const toTarget = { flips: [{ at: 30, mask: 255 }] };
    await using play = await scene(undefined, { kind: "relay", toTarget });
    await expect(play.open()).rejects.toMatchObject({ code: "ERR_TLS" });
  });

  test("a slow loris: a dial timeout", async () => {
    const toClient = { trickle: { bytes: 1, every: 100 } };
    await using play = await scene(undefined, { kind: "relay", toClient });
    const outcome = await inVirtualTime(play.open(), play.clock);
    expect(outcome).toMatchObject({ error: { code: "ERR_DIAL_TIMEOUT" } });
    expect(play.clock.now()).toBeLessThan(DIAL + 1_000);
  });
});

describe("a fault while the WebSocket opens", () => {
  test.each(["cut", "reset"] as const)("%s: a refused upgrade", async (kind) => {
    await using play = await scene("upgrade");
    const outcome = outcomeOf(play.open());
    await play.reached;
    play.proxy.inject({ kind });
    expect(await outcome).toMatchObject({ error: { code: "ERR_UPGRADE_REFUSED" } });
    expect(play.clock.pending).toBe(0);
  });

  test.each(["vanish", "stall"] as const)("%s: a dial timeout", async (kind) => {
    await using play = await scene("upgrade");
    const outcome = outcomeOf(play.open());
    await play.reached;
    play.proxy.inject({ kind });
    await play.clock.advance(DIAL);
    expect(await outcome).toMatchObject({ error: { code: "ERR_DIAL_TIMEOUT" } });
    expect(play.clock.pending).toBe(0);
  });
});

describe("a fault while logging in", () => {
  test.each([
    ["cut", "ERR_CONNECTION_SHUTDOWN"],
    ["reset", "ERR_CONNECTION_LOST"],
  ] as const)("%s: the connection's own end, %s", async (kind, code) => {
    await using play = await scene("login");
    const outcome = outcomeOf(play.open());
    await play.reached;
    play.proxy.inject({ kind });
    expect(await outcome).toMatchObject({ error: { code } });
    expect(play.clock.pending).toBe(0);
  });

  test.each(["vanish", "stall"] as const)("%s: a login timeout, at the time", async (kind) => {
    await using play = await scene("login");
    const outcome = outcomeOf(play.open());
    await play.reached;
    play.proxy.inject({ kind });
    await play.clock.advance(WHOLE - 1);
    expect(play.clock.pending).toBeGreaterThan(0);
    await play.clock.advance(1);
    expect(await outcome).toMatchObject({ error: { code: "ERR_LOGIN_TIMEOUT" } });
    expect(play.clock.pending).toBe(0);
  });
});

describe("a fault of a connection that is open", () => {
  test.each([
    ["cut", "ERR_CONNECTION_SHUTDOWN"],
    ["reset", "ERR_CONNECTION_LOST"],
  ] as const)("%s: broken at once, %s", async (kind, code) => {
    await using play = await scene();
    await using connection = await play.open();
    const broken = once(connection.broken, "abort");
    play.proxy.inject({ kind });
    await broken;
    expect(connection.broken.reason).toMatchObject({ code });
    await connection.close();
    expect(play.clock.pending).toBe(0);
  });

  test.each(["vanish", "stall"] as const)("%s: broken by the next ping", async (kind) => {
    await using play = await scene();
    await using connection = await play.open();
    play.proxy.inject({ kind });
    await play.clock.advance(30_000);
    expect(connection.broken.aborted).toBe(false);
    await play.clock.advance(30_000);
    expect(connection.broken.reason).toMatchObject({ code: "ERR_PING_FAILED" });
    await connection.close();
    expect(play.clock.pending).toBe(0);
  });
});

describe("a path that is only bad", () => {
  test("slow, jittery and narrow: open all the same, in its time", async () => {
    const plan = { latency: 150, jitter: 50, bytesPerSecond: 20_000 };
    await using play = await scene(undefined, { kind: "relay", toClient: plan, toTarget: plan });
    const outcome = await inVirtualTime(play.open({ dialTimeout: 30_000 }), play.clock);
    if (!("connection" in outcome)) throw outcome.error;
    expect(outcome.connection.serverVersion).toBe("3.6.1");
    const closing = outcome.connection.close();
    await play.clock.advance(10_000);
    await closing;
  });
});
