import { once } from "node:events";

import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import type { RunningController } from "../../src/index.js";
import { type Credentials, testController } from "../kit/test-controller.js";

function open(
  controller: RunningController,
  path: string,
  { tag, password, nonce = "" }: Credentials,
): WebSocket {
  const authorization = `Basic ${Buffer.from(`${tag}:${password}`).toString("base64")}`;
  return new WebSocket(`wss://${controller.address}${path}`, [], {
    ca: controller.caCert,
    headers: { authorization, "x-juju-nonce": nonce },
  });
}

/** What comes on a socket, one message after the other. */
class Lines {
  readonly #lines: unknown[] = [];
  readonly #socket: WebSocket;
  readonly closed: Promise<unknown>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = once(socket, "close");
    socket.on("message", (data: Buffer) => this.#lines.push(JSON.parse(data.toString())));
  }

  async next(): Promise<unknown> {
    while (this.#lines.length === 0) await once(this.#socket, "message");
    return this.#lines.shift();
  }

  async rest(): Promise<unknown[]> {
    await this.closed;
    return this.#lines;
  }
}

interface Site {
  readonly controller: RunningController;
  readonly model: string;
  readonly bob: Credentials;
  /** Logs in the name of machine 0, and waits until it is kept. */
  readonly log: (module: string, level: string, message: string) => Promise<void>;
  readonly follow: (query: string, who?: Credentials) => Lines;
}

async function site(): Promise<Site> {
  const controller = await testController();
  const { uuid: model } = await controller.addModel({ name: "prod" });
  const machine = await controller.addMachine({ model });
  const { password } = await controller.setUserPassword({ name: "bob" });
  await controller.setModelAccess(model, "bob", "read");
  const bob = { tag: "user-bob", password };
  const sink = open(controller, `/model/${model}/logsink`, machine);
  await once(sink, "message");
  return {
    controller,
    model,
    bob,
    log: async (module, level, message) => {
      sink.send(
        JSON.stringify({ t: "2026-01-02T03:04:05Z", m: module, l: "a.go:1", v: level, x: message }),
      );
      sink.ping();
      await once(sink, "pong");
    },
    follow: (query, who = bob) => new Lines(open(controller, `/model/${model}/log?${query}`, who)),
  };
}

describe("the log of a model", () => {
  test("shows what there is already and what comes, as Juju writes it", async () => {
    const { log, follow } = await site();
    for (const message of ["one", "two", "three"]) await log("juju.worker", "INFO", message);
    const lines = follow("backlog=2");
    expect(await lines.next()).toEqual({});
    expect(await lines.next()).toEqual({
      tag: "machine-0",
      ts: "2026-01-02T03:04:05Z",
      sev: "INFO",
      mod: "juju.worker",
      loc: "a.go:1",
      msg: "two",
    });
    expect(await lines.next()).toMatchObject({ msg: "three" });
    const next = lines.next();
    await log("juju.worker", "INFO", "four");
    expect(await next).toMatchObject({ msg: "four" });
  });

  test("is picked from by level, module and entity, and ends where no tail is wanted", async () => {
    const { log, follow } = await site();
    await log("juju.worker.a", "DEBUG", "too low");
    await log("juju.worker.a", "WARNING", "this");
    await log("juju.workers", "ERROR", "of another module");
    await log("juju.worker.b", "ERROR", "left out");
    await log("juju.worker", "ERROR", "and this");
    const query = "replay=true&noTail=true&level=info&includeModule=juju.worker";
    const lines = follow(`${query}&excludeModule=juju.worker.b`);
    expect(await lines.rest()).toMatchObject([{}, { msg: "this" }, { msg: "and this" }]);
    expect(await follow(`${query}&excludeEntity=machine-*`).rest()).toEqual([{}]);
    expect(await follow(`${query}&maxLines=1`).rest()).toMatchObject([{}, { msg: "this" }]);
  });

  test("is only for users who may read the model, for as long as they may", async () => {
    const { controller, model, log, follow, bob } = await site();
    const error = { message: "invalid entity name or password", code: "unauthorized access" };
    expect(await follow("", { ...bob, password: "wrong" }).rest()).toEqual([{ error }]);
    const machine = await controller.addMachine({ model });
    expect(await follow("", machine).rest()).toMatchObject([
      { error: { code: "unauthorized access" } },
    ]);
    const lines = follow("");
    expect(await lines.next()).toEqual({});
    await controller.setModelAccess(model, "bob", undefined);
    await lines.closed;
    await log("juju", "INFO", "nobody reads this");
  });
});
