// The whole server end, on real sockets, against whatever comes: bytes, frames, messages. The soak
// command runs a million, each a request, or what one connection says; FUZZ_SEED, with the seed that
// was printed, replays a run that failed.
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { type Logger, silentLogger, systemClock, type WallClock } from "@holdfast/ports";
import { ResourceBaseline } from "@holdfast/program-testkit";
import { ApiError, RpcPeer } from "@holdfast/rpc";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";

import { type FuzzedRequest, request } from "./kit/fuzz/arbitrary-requests.js";
import { bytes, frame, head } from "./kit/fuzz/arbitrary-wire.js";
import {
  call,
  loggedIn,
  login,
  openPeer,
  openSocket,
  suiteController,
} from "./kit/test-controller.js";

const runs = Number(process.env["FUZZ_RUNS"] ?? 8000);
const seed = process.env["FUZZ_SEED"];
/** Stacks cost more than all the rest, and nearly every input makes an error. A replay has them. */
function withoutStacks(): void {
  if (seed === undefined) Error.stackTraceLimit = 0;
}
const parameters = (share: number): fc.Parameters<unknown> => ({
  numRuns: Math.ceil(runs * share),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
});

const CANARY = "canary-canary-canary-canary";

/** Whatever the controller calls an error of its own. */
const errors: string[] = [];
const logger: Logger = { ...silentLogger, error: (message) => errors.push(message) };
const DAY = 86_400_000; // ms
/** Whoever does not log in, or does not ping, is cut off after minutes: the soak takes longer. */
const clock: WallClock = {
  now: () => systemClock.now(),
  wallNow: () => systemClock.wallNow(),
  setTimeout: (callback, ms) =>
    systemClock.setTimeout(callback, ms > 60_000 ? Math.max(ms, DAY) : ms),
  clearTimeout: (timer) => systemClock.clearTimeout(timer),
};
const controller = suiteController({ clock, logger, rateLimit: { max: 0, interval: 1 } });

let baseline: ResourceBaseline | undefined;
beforeAll(async () => {
  // What is used once is there from then on.
  await others();
  baseline = await ResourceBaseline.take({ heap: 48 * 1024 * 1024 });
});
afterAll(async () => {
  await baseline?.returned();
}, 60_000);

/** The version that is served, so that most requests get as far as the method. */
const versions = new Map<string, number>();

async function ask(peer: RpcPeer, one: FuzzedRequest): Promise<unknown> {
  const version = one.version ?? versions.get(one.facade) ?? 3;
  try {
    return await peer.call({ ...one, version }, { timeout: 20_000 });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { message: error.message, code: error.code };
  }
}

/** Somebody else can log in and be served, and the controller has had no error of its own. */
async function others(): Promise<unknown> {
  const machine = await controller().addMachine();
  const peer = await loggedIn(controller(), machine.model, machine);
  const answer = await call(peer, "Pinger", "Ping");
  await peer.close();
  await controller().remove(machine);
  return { answer, errors };
}

/** So many requests are on their way at once, to whichever of the connections. */
const TOGETHER = 40;

describe("whatever messages come", () => {
  const prototype = Reflect.ownKeys(Object.prototype);
  const peers: RpcPeer[] = [];
  beforeAll(async () => {
    const running = controller();
    const machine = await running.addMachine({ password: CANARY });
    const own = await running.addMachine({ controller: true, password: CANARY });
    const admin = { tag: "user-admin", ...(await running.setUserPassword({ name: "admin" })) };
    for (const credentials of [machine, own, admin]) {
      const inModel = await openPeer(running, `/model/${running.controllerModelUuid}/api`);
      const onController = await openPeer(running, "/api");
      for (const peer of [inModel, onController]) {
        peers.push(peer);
        const reply = await login(peer, credentials);
        const text = JSON.stringify(reply);
        for (const [, name = "", version] of text.matchAll(
          /"name":"(\w+)","versions":\[(\d+)\]/gu,
        )) {
          versions.set(name, Number(version));
        }
      }
    }
    peers.push(await openPeer(running, "/"));
  });
  afterAll(() => Promise.all(peers.map((peer) => peer.close())));

  test("each is answered once, by a result or an error that is meant for its sender", async () => {
    const to = fc.record({ peer: fc.nat(peers.length - 1), one: request });
    const some = fc.array(to, { minLength: TOGETHER, maxLength: TOGETHER });
    const property = fc.asyncProperty(some, async (asked) => {
      const answers = await Promise.all(
        asked.flatMap(({ peer, one }) => (peers[peer] === undefined ? [] : ask(peers[peer], one))),
      );
      const said = JSON.stringify(answers);
      expect(said).not.toContain("internal error");
      expect(said).not.toContain("sha512$");
      expect(said).not.toContain(CANARY);
      expect(errors).toEqual([]);
    });
    withoutStacks();
    await fc.assert(property, parameters(0.9 / TOGETHER));
    for (const peer of peers.slice(0, -1)) {
      await expect(call(peer, "Pinger", "Ping")).resolves.toEqual({});
    }
    expect(Reflect.ownKeys(Object.prototype)).toEqual(prototype);
  });
});

async function send(secure: boolean, data: Uint8Array): Promise<void> {
  const [host = "", port = ""] = controller().address.split(":");
  const plain = net.connect(Number(port), host);
  plain.on("error", () => undefined);
  await once(plain, "connect");
  const options = { socket: plain, ca: controller().caCert, servername: "juju-apiserver" };
  const socket = secure ? tls.connect(options) : plain;
  socket.on("error", () => undefined);
  if (secure) await once(socket, "secureConnect");
  socket.resume();
  const closed = once(socket, "close");
  socket.end(data);
  await closed;
}

describe("whatever bytes come", () => {
  test("before the handshake, nobody else notices", async () => {
    withoutStacks();
    await fc.assert(
      fc.asyncProperty(bytes, (data) => send(false, data)),
      parameters(0.06),
    );
    expect(await others()).toEqual({ answer: {}, errors: [] });
  });

  test("in place of a request or after one, nobody else notices", async () => {
    withoutStacks();
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, head), (data) => send(true, data)),
      parameters(0.02),
    );
    expect(await others()).toEqual({ answer: {}, errors: [] });
  });
});

/** The stream under the WebSocket, to say there what no WebSocket would. */
function wire(socket: WebSocket): net.Socket {
  const stream: unknown = Reflect.get(socket, "_socket");
  if (!(stream instanceof net.Socket)) throw new Error("no stream");
  return stream;
}

describe("whatever frames come", () => {
  test("the connection lives or ends, and nobody else notices", async () => {
    const frames = fc.array(frame, { minLength: 1, maxLength: 6 });
    withoutStacks();
    await fc.assert(
      fc.asyncProperty(frames, async (some) => {
        const socket = await openSocket(controller(), "/api");
        socket.on("error", () => undefined);
        const closed = once(socket, "close");
        wire(socket).end(Buffer.concat(some));
        await closed;
      }),
      parameters(0.02),
    );
    expect(await others()).toEqual({ answer: {}, errors: [] });
  });
});
