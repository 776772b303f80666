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

const FACADES = [
  "Admin",
  "Agent",
  "AgentLifeFlag",
  "AllModelWatcher",
  "AllWatcher",
  "Client",
  "Controller",
  "InstancePoller",
  "LifeFlag",
  "Logger",
  "Machiner",
  "MigrationFlag",
  "MigrationMinion",
  "MigrationStatusWatcher",
  "ModelManager",
  "NotifyWatcher",
  "Pinger",
  "Singular",
  "StringsWatcher",
  "constructor",
];

// Not Next and Wait, which rightly answer when something happens, and not what ends the machine.
const METHODS = [
  "APIAddresses",
  "APIHostPorts",
  "AllModels",
  "Claim",
  "ClearReboot",
  "CreateModel",
  "DestroyModels",
  "FullStatus",
  "GetEntities",
  "IsMaster",
  "Jobs",
  "Life",
  "ListModelSummaries",
  "ListModels",
  "LoggingConfig",
  "Login",
  "ModelInfo",
  "ModifyModelAccess",
  "Phase",
  "Ping",
  "RecordAgentStartInformation",
  "RedirectInfo",
  "Report",
  "SetMachineAddresses",
  "SetPasswords",
  "SetStatus",
  "StateServingInfo",
  "Stop",
  "Watch",
  "WatchAPIHostPorts",
  "WatchAll",
  "WatchAllModels",
  "WatchCredentials",
  "WatchLoggingConfig",
  "WatchModelMachines",
  "toString",
];

const MEMBERS = [
  "access",
  "action",
  "addresses",
  "args",
  "auth-tag",
  "changes",
  "claimant-tag",
  "claims",
  "credentials",
  "data",
  "duration",
  "entities",
  "entity-tag",
  "force",
  "hostname",
  "info",
  "login-request",
  "machine-addresses",
  "migration-id",
  "model-tag",
  "models",
  "name",
  "nonce",
  "owner-tag",
  "password",
  "patterns",
  "scope",
  "status",
  "tag",
  "user-tag",
  "value",
  "__proto__",
  "toString",
];

const word = fc.oneof(
  fc.constantFrom("machine-0", "machine-1", "unit-mysql-0", "user-admin", "model-x", "alive", "*"),
  fc.string(),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Parameters as some method might have them, or nearly. */
const { params } = fc.letrec<{ params: unknown; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 53, 60e9),
    fc.array(tie("params"), { maxLength: 4 }),
    tie("params"),
  ),
  params: fc.dictionary(fc.constantFrom(...MEMBERS), tie("value"), { maxKeys: 5 }),
}));

const request = fc.record({
  facade: fc.constantFrom(...FACADES),
  method: fc.constantFrom(...METHODS),
  version: fc.option(fc.nat(12), { freq: 10, nil: undefined }),
  id: fc.oneof(fc.constantFrom("", "1", "2", "77"), word),
  params: fc.oneof({ weight: 9, arbitrary: params }, fc.jsonValue()),
});

/** The version that is served, so that most requests get as far as the method. */
const versions = new Map<string, number>();

async function ask(
  peer: RpcPeer,
  one: typeof request extends fc.Arbitrary<infer T> ? T : never,
): Promise<unknown> {
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
  const machine = controller().addMachine();
  const peer = await loggedIn(controller(), machine.model, machine);
  const answer = await call(peer, "Pinger", "Ping");
  await peer.close();
  controller().remove(machine);
  return { answer, errors };
}

/** So many requests are on their way at once, to whichever of the connections. */
const TOGETHER = 40;

describe("whatever messages come", () => {
  const prototype = Reflect.ownKeys(Object.prototype);
  const peers: RpcPeer[] = [];
  beforeAll(async () => {
    const running = controller();
    const machine = running.addMachine({ password: CANARY });
    const own = running.addMachine({ controller: true, password: CANARY });
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

const bytes = fc.uint8Array({ maxLength: 300 });

/** A request for an upgrade, whole or hurt. */
const head = fc
  .record({
    path: fc.oneof(fc.constantFrom("/", "/api", "/model/x/api", "/model/x/logsink"), fc.webPath()),
    lines: fc.array(
      fc.constantFrom(
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
        "Authorization: Basic bWFjaGluZS0wOg==",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Host: x",
        ": :",
      ),
    ),
    rest: bytes,
  })
  .map(({ path, lines, rest }) =>
    Buffer.concat([
      Buffer.from([`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n")),
      Buffer.from(rest),
    ]),
  );

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

const frame = fc
  .record({
    first: fc.oneof(fc.constantFrom(0x81, 0x82, 0x80, 0x01, 0x88, 0x89, 0x8a), fc.nat(255)),
    masked: fc.boolean(),
    payload: fc.oneof(
      bytes,
      fc.json().map((text) => Buffer.from(text)),
    ),
  })
  .map(({ first, masked, payload }) => {
    const short = payload.subarray(0, 125);
    const length = (masked ? 0x80 : 0) | short.length;
    // A mask of zeros leaves the payload as it is.
    return Buffer.from([first, length, ...(masked ? [0, 0, 0, 0] : []), ...short]);
  });

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
