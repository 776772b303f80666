import { once } from "node:events";

import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { readLogs, type RunningController } from "../../src/index.js";
import {
  closeOf,
  type Credentials,
  temporaryDirectory,
  testController,
} from "../kit/test-controller.js";

const RECORD = {
  t: "2026-01-02T03:04:05Z",
  m: "holdfast.api-caller",
  l: "api-caller.ts:7",
  v: "INFO",
  x: "connected",
};

function stream(
  controller: RunningController,
  model: string,
  { tag, password, nonce = "" }: Credentials,
  query = "",
): WebSocket {
  const authorization = `Basic ${Buffer.from(`${tag}:${password}`).toString("base64")}`;
  return new WebSocket(`wss://${controller.address}/model/${model}/logsink${query}`, [], {
    ca: controller.caCert,
    headers: { authorization, "x-juju-nonce": nonce, origin: "http://localhost/" },
  });
}

async function opened(socket: WebSocket): Promise<string> {
  const [data] = await once(socket, "message");
  return String(data);
}

/** The answer to a stream that is not granted. */
function refused(socket: WebSocket): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve) => {
    socket.once("unexpected-response", (_request, response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, body: JSON.parse(body) }));
    });
  });
}

describe("logsink", () => {
  test("speaks version 1, said or not, and no other", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    expect(await opened(stream(controller, machine.model, machine, "?version=1"))).toBe("{}\n");
    const socket = stream(controller, machine.model, machine, "?version=2");
    const closed = once(socket, "close");
    expect(JSON.parse(await opened(socket))).toEqual({
      error: { message: 'unknown version "2"', code: "" },
    });
    expect((await closed)[0]).toBe(1001);
  });

  test("says that it is open, and keeps what an agent logs", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const socket = stream(controller, uuid, machine);
    expect(await opened(socket)).toBe("{}\n");
    for (const x of ["connected", "password replaced"]) {
      socket.send(JSON.stringify({ ...RECORD, x, c: { label: "ignored" } }));
    }
    socket.close();
    await once(socket, "close");
    const kept = {
      model: uuid,
      tag: "machine-0",
      time: RECORD.t,
      module: RECORD.m,
      location: RECORD.l,
      level: "INFO",
      received: expect.any(Number),
    };
    expect(readLogs({ dataDir, limit: 10 })).toEqual([
      { ...kept, message: "connected" },
      { ...kept, message: "password replaced" },
    ]);
    expect(readLogs({ dataDir, limit: 1, model: "prod" })).toMatchObject([
      { message: "password replaced" },
    ]);
    expect(readLogs({ dataDir, limit: 10, model: "controller" })).toEqual([]);
  });

  test("takes a controller's machine's log of a model that is not its own", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ controller: true });
    expect(await opened(stream(controller, uuid, machine))).toBe("{}\n");
  });

  test("is refused, as Juju refuses it, to whom would not be let in", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const { model } = machine;
    const wrong = stream(controller, model, { ...machine, password: "wrong" });
    expect(await refused(wrong)).toEqual({
      status: 401,
      body: { error: { message: "invalid entity name or password", code: "unauthorized access" } },
    });
    const nobody = stream(controller, model, { tag: "", password: "" });
    expect(await refused(nobody)).toMatchObject({
      status: 401,
      body: { error: { code: "no credentials provided" } },
    });
    const unprovisioned = stream(controller, model, { ...machine, nonce: "another" });
    expect(await refused(unprovisioned)).toMatchObject({
      status: 401,
      body: { error: { code: "not provisioned" } },
    });
    const elsewhere = stream(controller, "deadbeef-0bad-400d-8000-4b1d0d06f00d", machine);
    expect(await refused(elsewhere)).toMatchObject({
      status: 404,
      body: { error: { code: "model not found" } },
    });
  });

  test("cuts a line that would fill the disk", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const socket = stream(controller, machine.model, machine);
    await opened(socket);
    socket.send(JSON.stringify({ ...RECORD, x: "x".repeat(100_000) }));
    socket.close();
    await once(socket, "close");
    expect(readLogs({ dataDir, limit: 1 })[0]?.message).toHaveLength(4097);
  });

  test("ends the stream of whoever sends what is no log record", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const socket = stream(controller, machine.model, machine);
    await opened(socket);
    socket.send("not a record");
    const [code] = await once(socket, "close");
    expect(code).toBe(1003);
  });

  test("pings its client, and ends the stream of one that no longer answers", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const machine = await controller.addMachine();
    const socket = stream(controller, machine.model, machine);
    await opened(socket);
    const pinged = once(socket, "ping");
    await clock.advance(60_000);
    await pinged;
    // Its pong is on the way; nothing is heard of it from then on.
    socket.pause();
    await clock.advance(180_000);
    socket.resume();
    await expect(closeOf(socket)).resolves.toBeDefined();
  });
});
