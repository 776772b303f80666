import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import tls from "node:tls";

import { untilAborted } from "@holdfast/ports";
import { expect, test } from "vitest";

import {
  call,
  entities,
  loggedIn,
  login,
  openPeer,
  testController,
} from "./kit/test-controller.js";

test("a client whose upgrade is refused is destroyed though it sends more than its request", async () => {
  const controller = await testController();
  const [host = "", port = ""] = controller.address.split(":");
  const before = fs.readdirSync("/proc/self/fd").length;
  const socket = tls.connect({
    socket: net.connect({ host, port: Number(port), allowHalfOpen: true }),
    ca: controller.caCert,
    servername: "juju-apiserver",
  });
  socket.on("error", () => undefined);
  socket.write(
    "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nJUNK",
  );
  await once(socket, "data");
  socket.write("more");
  socket.end();
  socket.resume();
  await expect.poll(() => fs.readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before);
});

test("a removed machine's session ends", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await loggedIn(controller, machine.model, machine);
  await controller.remove({ tag: machine.tag });
  await expect(untilAborted(peer.closed)).resolves.toBeUndefined();
});

test("a password that an operator set ends the agent's sessions; one that it set itself does not", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await loggedIn(controller, machine.model, machine);
  await call(peer, "Agent", "SetPasswords", {
    changes: [{ tag: machine.tag, password: "a password of the agent's own choice" }],
  });
  await expect(call(peer, "Pinger", "Ping")).resolves.toEqual({});
  await controller.setAgentPassword({ tag: machine.tag });
  await expect(untilAborted(peer.closed)).resolves.toBeUndefined();
});

test("a user whose password is reset is disconnected", async () => {
  const controller = await testController();
  const { password } = await controller.setUserPassword({ name: "bob" });
  const peer = await openPeer(controller, "/api");
  await login(peer, { tag: "user-bob", password });
  await controller.setUserPassword({ name: "bob" });
  await expect(untilAborted(peer.closed)).resolves.toBeUndefined();
});

test("a user whose password is reset while it is looked at is not let in", async () => {
  const controller = await testController();
  const { password } = await controller.setUserPassword({ name: "bob" });
  const other = await openPeer(controller, "/api");
  const peer = await openPeer(controller, "/api");
  // One password is looked at at a time: the right one waits behind the wrong one.
  const wrong = login(other, { tag: "user-bob", password: "wrong" });
  const late = login(peer, { tag: "user-bob", password });
  const reset = controller.setUserPassword({ name: "bob" });
  await expect(wrong).rejects.toMatchObject({ code: "unauthorized access" });
  await expect(late).rejects.toMatchObject({ code: "unauthorized access" });
  await reset;
});

test("a call about more than a hundred things is refused", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await loggedIn(controller, machine.model, machine);
  const many = entities(...Array.from({ length: 101 }, () => machine.tag));
  await expect(call(peer, "Agent", "GetEntities", many)).rejects.toMatchObject({
    code: "quota limit exceeded",
  });
});

test("a model cannot be named like a tag or a UUID", async () => {
  const controller = await testController();
  for (const name of ["machine-0", "user-bob", "00000000-0000-4000-8000-000000000000"]) {
    await expect(controller.addModel({ name })).rejects.toThrow("is no model name");
  }
});
