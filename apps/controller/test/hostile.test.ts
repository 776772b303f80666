import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { VirtualClock } from "@holdfast/ports/testing";
import { RpcPeer } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";

import type { RunningController } from "../src/index.js";
import { heapInUse } from "./kit/heap-in-use.js";
import {
  call,
  closeOf,
  loggedIn,
  login,
  openSocket,
  testController,
} from "./kit/test-controller.js";

const MIB = 1024 * 1024;
// Long enough for a handshake on a machine that is busy with something else.
const IMPATIENT = { handshakeTimeout: 3000 };

function connect(controller: RunningController): net.Socket {
  const [host = "", port = ""] = controller.address.split(":");
  const socket = net.connect(Number(port), host);
  socket.on("error", () => undefined);
  return socket;
}

async function secure(controller: RunningController): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    socket: connect(controller),
    ca: controller.caCert,
    servername: "juju-apiserver",
  });
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  return socket;
}

describe("a client that stalls", () => {
  test("in its TLS handshake is cut off", async () => {
    const controller = await testController(IMPATIENT);
    const socket = connect(controller);
    await expect(closeOf(socket)).resolves.toBeDefined();
  });

  test("before its request is cut off", async () => {
    const controller = await testController(IMPATIENT);
    const socket = await secure(controller);
    socket.resume();
    await expect(closeOf(socket)).resolves.toBeDefined();
  });

  test("within its request's head is cut off, however it goes on dripping", async () => {
    const controller = await testController(IMPATIENT);
    const socket = await secure(controller);
    socket.resume();
    socket.write("GET /api HTTP/1.1\r\nHost: x\r\n");
    const drip = setInterval(() => socket.write("X-Drip: 1\r\n"), 50);
    await expect(closeOf(socket)).resolves.toBeDefined();
    clearInterval(drip);
  });
});

describe("a client that says too much", () => {
  test("in one frame is closed with 1009", async () => {
    const controller = await testController();
    const socket = await openSocket(controller, "/api");
    socket.send(`{"request-id":1,"type":"Admin","params":{"x":"${"x".repeat(256 * 1024)}"}}`);
    const [code] = await once(socket, "close");
    expect(code).toBe(1009);
  });

  test("and reads none of the answers is not read from any more, while others are served", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const { tag, password, nonce } = machine;
    const socket = await openSocket(controller, `/model/${machine.model}/api`);
    const say = (frame: object): void => socket.send(JSON.stringify(frame));
    const params = { "auth-tag": tag, credentials: password, nonce };
    say({ "request-id": 1, type: "Admin", version: 3, request: "Login", params });
    await once(socket, "message");
    socket.pause();
    // Its name comes back in the answer.
    const ask = { type: "X".repeat(64 * 1024), request: "Ping" };
    const other = await loggedIn(controller, machine.model, machine);
    // What is not read any more piles up on this side, once the kernel's buffers are full.
    let id = 2;
    let before: number;
    do {
      for (; socket.bufferedAmount < 4 * MIB; id += 1) {
        say({ "request-id": id, ...ask });
      }
      before = socket.bufferedAmount;
      for (let count = 0; count < 20; count += 1) await call(other, "Pinger", "Ping");
    } while (socket.bufferedAmount < before && id < 2000);
    expect(socket.bufferedAmount).toBe(before);
    socket.terminate();
  });
});

/** An agent that is logged in, and does not read what it is answered until it is told to. */
async function deafAgent(controller: RunningController): Promise<{
  readonly socket: WebSocket;
  readonly say: (frame: object) => void;
  readonly model: string;
  readonly tag: string;
}> {
  const machine = await controller.addMachine();
  const { tag, password, nonce, model } = machine;
  const socket = await openSocket(controller, `/model/${model}/api`);
  const say = (frame: object): void => socket.send(JSON.stringify(frame));
  const params = { "auth-tag": tag, credentials: password, nonce };
  say({ "request-id": 1, type: "Admin", version: 3, request: "Login", params });
  await once(socket, "message");
  return { socket, say, model, tag };
}

/** Waits until the controller takes nothing more of what the socket was given, or has taken it all. */
async function swallowed(socket: WebSocket, other: RpcPeer): Promise<void> {
  for (let before = -1; socket.bufferedAmount > 0 && socket.bufferedAmount !== before;) {
    before = socket.bufferedAmount;
    for (let count = 0; count < 30; count += 1) await call(other, "Pinger", "Ping");
  }
}

describe("an agent that is logged in, and hostile", () => {
  // `[]` is what takes most memory for its text: as many as a call may have, and as long a text.
  const heavy = { x: { y: [...Array.from({ length: 9000 }, () => []), "x".repeat(200_000)] } };

  test("can keep few requests waiting, however much they hold", async () => {
    const controller = await testController();
    const { socket, say, model } = await deafAgent(controller);
    const other = await loggedIn(controller, model, await controller.addMachine());
    say({ "request-id": 2, type: "Machiner", version: 5, request: "WatchAPIHostPorts" });
    const [reply] = await once(socket, "message");
    const { NotifyWatcherId: id } = JSON.parse(String(reply)).response;
    const next = { type: "NotifyWatcher", version: 1, request: "Next", id };
    const before = heapInUse();
    const answers = new Map<unknown, unknown>();
    socket.on("message", (data: Buffer) => {
      const answer = JSON.parse(data.toString());
      answers.set(answer["request-id"], answer["error-code"]);
    });
    for (let request = 0; request < 300; request += 1) {
      say({ "request-id": 10 + request, ...next, params: heavy });
      if (socket.bufferedAmount > 8 * MIB) await swallowed(socket, other);
    }
    await swallowed(socket, other);
    expect(heapInUse() - before).toBeLessThan(64 * MIB);
    // Some wait for news, as they may; the others were put off.
    expect(new Set(answers.values())).toEqual(new Set(["try again"]));
    expect(answers.size).toBeGreaterThan(290);
    await expect(call(other, "Pinger", "Ping")).resolves.toEqual({});
    socket.terminate();
  });

  test("can start no more than its thousand watchers, and they end with it", async () => {
    const controller = await testController();
    const { socket, say, model } = await deafAgent(controller);
    const other = await loggedIn(controller, model, await controller.addMachine());
    socket.pause();
    const start = { type: "Machiner", version: 5, request: "WatchAPIHostPorts" };
    const count = 3000;
    for (let request = 0; request < count; request += 1)
      say({ "request-id": 2 + request, ...start });
    await swallowed(socket, other);
    const codes: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on("message", (data: Buffer) => {
        const answer = JSON.parse(data.toString());
        codes.push(answer["error-code"]);
        if (codes.length === count) resolve();
      });
    });
    socket.resume();
    await all;
    expect(codes.filter((code) => code === undefined)).toHaveLength(1000);
    expect(codes.filter((code) => code === "quota limit exceeded")).toHaveLength(count - 1000);
    socket.terminate();
  });

  test("is held to its share while it reads nothing, and cut off when it has for a minute", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const { socket, say, model, tag } = await deafAgent(controller);
    const other = await loggedIn(controller, model, await controller.addMachine());
    socket.pause();
    const before = heapInUse();
    const entities = Array.from({ length: 100 }, () => ({ tag }));
    const ask = { type: "Agent", version: 3, request: "GetEntities", params: { entities } };
    // Until what is said stays on this side: the controller reads no more.
    let id = 2;
    for (let held = -1; held !== socket.bufferedAmount;) {
      for (; socket.bufferedAmount < 8 * MIB; id += 1) say({ "request-id": id, ...ask });
      held = socket.bufferedAmount;
      await swallowed(socket, other);
    }
    expect(heapInUse() - before).toBeLessThan(64 * MIB);
    const closed = new Promise((resolve) =>
      socket.on("error", () => undefined).on("close", resolve),
    );
    // Sooner than for want of pings. What the kernel still took may have put it off, once.
    await clock.advance(61_000);
    await call(other, "Pinger", "Ping");
    await clock.advance(61_000);
    // It may hear of it while it does not read, or only then.
    socket.resume();
    await closed;
  });
});

test("users' passwords are checked a bounded number at a time, and too many are put off", async () => {
  const controller = await testController();
  const user = { tag: "user-nobody", password: "guess" };
  const peers = await Promise.all(Array.from({ length: 24 }, () => openSocket(controller, "/api")));
  const guesses = peers.map((socket) =>
    login(new RpcPeer({ socket }), user).catch((error: { code?: unknown }) => error.code),
  );
  const first = await Promise.race(guesses);
  expect(first).toBe("try again");
});
