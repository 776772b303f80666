import { once } from "node:events";
import net from "node:net";

import { RpcPeer } from "@holdfast/rpc";
import { expect, test } from "vitest";
import { WebSocket } from "ws";

import { openAdmin, type RunningController } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import {
  type Credentials,
  loggedIn,
  login,
  modelPath,
  openPeer,
  openSocket,
  temporaryDirectory,
  testController,
} from "../kit/test-controller.js";

/** A stream by basic credentials, once it has said something. */
async function stream(
  controller: RunningController,
  path: string,
  { tag, password, nonce = "" }: Credentials,
  headers: Readonly<Record<string, string>> = {},
): Promise<WebSocket> {
  const authorization = `Basic ${Buffer.from(`${tag}:${password}`).toString("base64")}`;
  const socket = new WebSocket(`wss://${controller.address}${path}`, [], {
    ca: controller.caCert,
    headers: { authorization, "x-juju-nonce": nonce, ...headers },
  });
  await once(socket, "message");
  return socket;
}

/** host:port of this end of a WebSocket. */
function ownAddress(socket: WebSocket): string {
  const wire: unknown = Reflect.get(socket, "_socket");
  if (!(wire instanceof net.Socket)) throw new Error("it is not connected");
  return `${wire.localAddress}:${wire.localPort}`;
}

interface Connected {
  readonly controller: RunningController;
  readonly dataDir: string;
  readonly model: string;
  readonly closers: readonly (() => unknown)[];
  readonly addresses: { readonly machine: string; readonly log: string };
}

/** A machine's agent, a controller's machine in two models, a user in two places, and both kinds of log. */
async function everybody(): Promise<Connected> {
  const dataDir = temporaryDirectory();
  const controller = await testController({ dataDir });
  const home = controller.controllerModelUuid;
  const { uuid: model } = await controller.addModel({ name: "prod" });
  const machine = await controller.addMachine({ model });
  const keeper = await controller.addMachine({ controller: true });
  const admin = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
  const socket = await openSocket(controller, modelPath(model));
  const agent = new RpcPeer({ socket });
  await login(agent, machine);
  const own = await loggedIn(controller, home, keeper);
  const abroad = await loggedIn(controller, model, keeper);
  const api = await openPeer(controller, "/api");
  await login(api, admin, "4.1.2");
  const version = { "x-juju-clientversion": "3.6.7" };
  const log = await stream(controller, `/model/${model}/logsink`, machine, version);
  const reader = await stream(controller, `/model/${model}/log`, admin);
  return {
    controller,
    dataDir,
    model,
    closers: [
      () => agent.close(),
      () => own.close(),
      () => abroad.close(),
      () => api.close(),
      () => log.close(),
      () => reader.close(),
    ],
    addresses: { machine: ownAddress(socket), log: ownAddress(log) },
  };
}

test("every session shows in the status, the model agent's and the streams' too, until it ends", async () => {
  const { controller, dataDir, model, closers, addresses } = await everybody();
  const home = controller.controllerModelUuid;
  const since = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  const some = { address: expect.stringMatching(/^127\.0\.0\.1:\d+$/u), since };
  const expected = [
    { kind: "api", tag: "machine-0", agentModel: model, model, since, address: addresses.machine },
    { ...some, kind: "api", tag: "machine-0", agentModel: home, model: home },
    { ...some, kind: "api", tag: "machine-0", agentModel: home, model },
    { ...some, kind: "api", tag: "user-admin", model: undefined, version: "4.1.2" },
    {
      kind: "logsink",
      tag: "machine-0",
      agentModel: model,
      model,
      since,
      address: addresses.log,
      version: "3.6.7",
    },
    { ...some, kind: "debug-log", tag: "user-admin", model },
  ];
  expect((await controller.status()).sessions).toMatchObject(expected);
  using admin = openAdmin({ dataDir });
  expect((await admin.status()).sessions).toEqual((await controller.status()).sessions);
  for (const [ended, close] of closers.entries()) {
    close();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect
      .poll(async () => (await controller.status()).sessions, { timeout: 30_000 })
      .toHaveLength(5 - ended);
    expect((await controller.status()).sessions).toMatchObject(expected.slice(ended + 1));
  }
});

test("an agent's version is what it last said it is, where its client says none", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await loggedIn(controller, machine.model, machine);
  const version = "3.6.28-ubuntu-amd64";
  const tools = { "agent-tools": [{ tag: machine.tag, tools: { version } }] };
  await peer.call({ facade: "Upgrader", version: 1, method: "SetTools", params: tools });
  expect((await controller.status()).sessions).toMatchObject([{ tag: machine.tag, version }]);
});

test("a controller that does not run has no sessions, whatever it had when it was stopped", async () => {
  const { controller, dataDir } = await everybody();
  await controller[Symbol.asyncDispose]();
  using admin = openAdmin({ dataDir });
  expect(await admin.status()).toMatchObject({ running: false, sessions: [] });
});

test("controller status prints a table of them, in which nobody in particular is counted", async () => {
  const { controller, dataDir, model, addresses } = await everybody();
  for (const path of ["/api", modelPath(model)]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await login(await openPeer(controller, path), { tag: "user-jujuanonymous", password: "" });
  }
  const { out, code } = await ran(["status", "--data-dir", dataDir]);
  expect(code).toBe(0);
  const [head = "", ...lines] = out.slice(out.indexOf("sessions:")).trimEnd().split("\n");
  expect(head).toBe("sessions: 8");
  expect(lines.map((line) => line.trim().split(/ {2,}/u).slice(0, 3))).toEqual([
    ["model controller", "machine-0", "API"],
    ["model prod", "machine-0", "API"],
    ["model prod", "machine-0", "sends its log"],
    ["model prod", "machine-0 of controller", "API"],
    ["model prod", "user-admin", "reads the log"],
    ["the controller", "user-admin", "API"],
    [expect.stringMatching(/^anonymous: 2, the oldest since [^ ]+ from 127\.0\.0\.1:\d+$/u)],
  ]);
  expect(out).toContain(`from ${addresses.log}`);
  const json = await ran(["status", "--data-dir", dataDir, "--format", "json"]);
  expect(JSON.parse(json.out).sessions).toHaveLength(8);
});

test("what a client says its version is forges no line of the table, and does not widen it", async () => {
  const dataDir = temporaryDirectory();
  const controller = await testController({ dataDir });
  const machine = await controller.addMachine();
  const peer = await openPeer(controller, modelPath(machine.model));
  await login(peer, machine, `3.6\n  model x  user-admin  API\u001b[2J${"x".repeat(5000)}`);
  const { out } = await ran(["status", "--data-dir", dataDir]);
  const lines = out.slice(out.indexOf("sessions:")).trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(out).not.toContain("\u001b");
  expect(lines[1]?.length).toBeLessThan(400);
});
