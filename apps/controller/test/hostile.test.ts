import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { RpcPeer } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import type { RunningController } from "../src/index.js";
import { call, loggedIn, login, openSocket, testController } from "./kit/test-controller.js";

const MIB = 1024 * 1024;
const IMPATIENT = { handshakeTimeout: 200 };

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
    await expect(once(socket, "close")).resolves.toBeDefined();
  });

  test("before its request is cut off", async () => {
    const controller = await testController(IMPATIENT);
    const socket = await secure(controller);
    socket.resume();
    await expect(once(socket, "close")).resolves.toBeDefined();
  });

  test("within its request's head is cut off, however it goes on dripping", async () => {
    const controller = await testController(IMPATIENT);
    const socket = await secure(controller);
    socket.resume();
    socket.write("GET /api HTTP/1.1\r\nHost: x\r\n");
    const drip = setInterval(() => socket.write("X-Drip: 1\r\n"), 50);
    await expect(once(socket, "close")).resolves.toBeDefined();
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
    const machine = controller.addMachine();
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
