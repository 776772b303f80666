import { once } from "node:events";
import { VirtualClock } from "@holdfast/ports/testing";
import { flushPromises } from "@holdfast/ports/testing";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";
import { type Connection, open } from "../src/index.js";
import { PATIENT, TestController } from "./support/test-controller.js";

interface Watched extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly connection: Connection;
  readonly controller: TestController;
  pings(): number;
  /** Waits until the controller has seen so many pings. */
  pinged(count: number): Promise<void>;
}

/** A connection in virtual time, whose controller answers pings as told. */
async function watched(ping: () => unknown): Promise<Watched> {
  const controller = await TestController.start({ answers: { "Pinger.Ping": ping } });
  const clock = new VirtualClock();
  const opening = open(controller.info(), { clock });
  const connection = await opening;
  const pings = (): number =>
    controller.requests.filter(({ facade, method }) => facade === "Pinger" && method === "Ping")
      .length;
  return {
    clock,
    connection,
    controller,
    pings,
    pinged: async (count) => {
      // oxlint-disable-next-line no-await-in-loop -- until it has come through the socket
      while (pings() < count) await flushPromises();
    },
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await controller[Symbol.asyncDispose]();
    },
  };
}

/** Lets an answer that is on its way arrive. */
async function exchange(connection: Connection): Promise<void> {
  await connection.call({ facade: "Pinger", version: 1, method: "Stop" });
}

describe("the heartbeat", () => {
  test("begins a period after the login, and goes on a period after each answer", async () => {
    await using session = await watched(() => ({}));
    const { clock, connection } = session;
    await clock.advance(29_999);
    await exchange(connection);
    expect(session.pings()).toBe(0);
    await clock.advance(1);
    await session.pinged(1);
    await exchange(connection);
    await clock.advance(29_999);
    await exchange(connection);
    expect(session.pings()).toBe(1);
    await clock.advance(1);
    await session.pinged(2);
    expect(connection.broken.aborted).toBe(false);
  });

  test("without an answer in time breaks the connection, once and for all, and with it every call", async () => {
    const never = new Promise(() => undefined);
    await using session = await watched(() => never);
    const { clock, connection, controller } = session;
    controller.answers = { ...controller.answers, "Agent.IsMaster": () => never };
    const call = connection.call({ facade: "Agent", method: "IsMaster" }).catch((e: unknown) => e);
    await clock.advance(30_000);
    await session.pinged(1);
    await clock.advance(29_999);
    expect(connection.broken.aborted).toBe(false);
    await clock.advance(1);
    expect(connection.broken.aborted).toBe(true);
    expect(connection.broken.reason).toMatchObject({
      code: "ERR_PING_FAILED",
      message: expect.stringMatching(/^health ping timed out after 30000 ms/u),
      cause: { code: "ERR_CALL_TIMEOUT" },
    });
    expect(await call).toBe(connection.broken.reason);
    await connection.close();
    expect(clock.pending).toBe(0);
    expect(connection.broken.reason).toMatchObject({ code: "ERR_PING_FAILED" });
  });

  test("answered with an error breaks the connection too", async () => {
    await using session = await watched(() => {
      throw new ApiError("no", { code: "not implemented" });
    });
    const broken = new Promise((resolve) => {
      session.connection.broken.addEventListener("abort", resolve, { once: true });
    });
    await session.clock.advance(30_000);
    await broken;
    expect(session.connection.broken.reason).toMatchObject({
      code: "ERR_PING_FAILED",
      cause: { code: "not implemented" },
    });
  });

  test("stops with the connection, and keeps no timer", async () => {
    await using session = await watched(() => ({}));
    await session.connection.close();
    expect(session.clock.pending).toBe(0);
    await session.clock.advance(600_000);
    expect(session.pings()).toBe(0);
  });

  test("asks nothing more of a connection that is being closed, though its period ends meanwhile", async () => {
    await using session = await watched(() => ({}));
    const { clock, connection, controller } = session;
    // What stops reading does not say good-bye either: closing takes as long as it may.
    controller.served[0]?.tls?.pause();
    await clock.advance(58_000);
    const closing = connection.close();
    await clock.advance(5_000);
    await closing;
    expect(connection.broken.reason).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "us" });
    expect([session.pings(), clock.pending]).toEqual([0, 0]);
  });

  test.each([
    ["waits", 0],
    ["asks", 1],
  ])("ends with a connection that breaks while it %s", async (_what, asked) => {
    await using session = await watched(() => new Promise(() => undefined));
    const { clock, connection, controller } = session;
    await clock.advance(asked * 30_000);
    await session.pinged(asked);
    const broken = once(connection.broken, "abort");
    controller.cut();
    await broken;
    expect(clock.pending).toBe(0);
    await clock.advance(600_000);
    expect(connection.broken.reason).not.toMatchObject({ code: "ERR_PING_FAILED" });
  });

  test("is not there on a connection without a login, nor where the options have none", async () => {
    await using controller = await TestController.start();
    const clock = new VirtualClock();
    const { tag: _t, password: _p, ...info } = controller.info({ skipLogin: true });
    await using bare = await open(info, { clock });
    await using quiet = await open(controller.info(), { clock, pingPeriod: 0 });
    expect([bare.broken.aborted, quiet.broken.aborted, clock.pending]).toEqual([false, false, 0]);
    await expect(bare.connectStream("/logsink")).rejects.toMatchObject({
      code: "ERR_NOT_LOGGED_IN",
    });
  });
});

describe("isBroken", () => {
  test("asks the controller, and breaks a connection on which it gets no answer", async () => {
    let ping = (): unknown => ({});
    await using session = await watched(() => ping());
    await expect(session.connection.isBroken()).resolves.toBe(false);
    expect(session.pings()).toBe(1);
    ping = () => new Promise(() => undefined);
    const answer = session.connection.isBroken();
    await session.pinged(2);
    await session.clock.advance(30_000);
    await expect(answer).resolves.toBe(true);
    expect(session.connection.broken.reason).toMatchObject({ code: "ERR_PING_FAILED" });
    await expect(session.connection.isBroken()).resolves.toBe(true);
    expect(session.pings()).toBe(3); // one of them is the heartbeat's
  });

  test("is answered without asking where the connection is known to be gone, and leaves no timer", async () => {
    await using session = await watched(() => ({}));
    const { clock, connection } = session;
    await connection.close();
    await expect(connection.isBroken()).resolves.toBe(true);
    expect([session.pings(), clock.pending]).toEqual([0, 0]);
  });

  test("is yes where the connection is closed, or breaks, while it is asked; nothing is left", async () => {
    await using closed = await watched(() => new Promise(() => undefined));
    const whileClosing = closed.connection.isBroken();
    await closed.pinged(1);
    await closed.connection.close();
    await expect(whileClosing).resolves.toBe(true);
    expect(closed.connection.broken.reason).toMatchObject({ by: "us" });
    await using cut = await watched(() => new Promise(() => undefined));
    const whileCut = cut.connection.isBroken();
    await cut.pinged(1);
    cut.controller.cut();
    await expect(whileCut).resolves.toBe(true);
    expect([closed.clock.pending, cut.clock.pending]).toEqual([0, 0]);
  });

  test("is no at once for several who ask together, each with an answer of its own", async () => {
    await using session = await watched(() => ({}));
    const { connection, clock } = session;
    const asked = [connection.isBroken(), connection.isBroken(), connection.isBroken()];
    await expect(Promise.all(asked)).resolves.toEqual([false, false, false]);
    await connection.close();
    expect([session.pings(), clock.pending]).toEqual([3, 0]);
  });

  test("asks nobody on a connection without a login, which has no Pinger, and leaves it as it is", async () => {
    await using controller = await TestController.start({
      answers: {
        "Pinger.Ping": () => {
          throw new ApiError('unknown object type "Pinger"', { code: "not implemented" });
        },
      },
    });
    const { tag: _t, password: _p, ...info } = controller.info({ skipLogin: true });
    await using bare = await open(info, PATIENT);
    await expect(bare.isBroken()).resolves.toBe(false);
    expect([bare.broken.aborted, controller.requests.length]).toEqual([false, 0]);
    controller.cut();
    await once(bare.broken, "abort");
    await expect(bare.isBroken()).resolves.toBe(true);
  });
});
