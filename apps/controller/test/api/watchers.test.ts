import { describe, expect, test } from "vitest";

import { openAdmin } from "../../src/index.js";
import {
  call,
  entities,
  loggedIn,
  login,
  openPeer,
  temporaryDirectory,
  testController,
} from "../kit/test-controller.js";

function watcherId(reply: unknown): string {
  const text = JSON.stringify(reply);
  const id = /"(?:NotifyWatcherId|watcher-id)":"(?<id>[^"]+)"/u.exec(text)?.groups?.["id"];
  if (id === undefined) throw new Error(`no watcher in ${text}`);
  return id;
}

describe("a watcher of a life", () => {
  test("answers Next when the life changes, not before and not for anything else", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const id = watcherId(await call(peer, "Machiner", "Watch", entities(machine.tag)));
    let answered = false;
    const next = call(peer, "NotifyWatcher", "Next", {}, id).then(() => (answered = true));
    const status = { entities: [{ tag: machine.tag, status: "started", info: "", data: {} }] };
    await call(peer, "Machiner", "SetStatus", status);
    await call(peer, "Pinger", "Ping");
    expect(answered).toBe(false);
    await controller.setLife({ ...machine, life: "dying" });
    await next;
    expect(answered).toBe(true);
  });

  test("tells of changes between two calls of Next once", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const id = watcherId(await call(peer, "Machiner", "Watch", entities(machine.tag)));
    await controller.setLife({ ...machine, life: "dying" });
    await controller.setLife({ ...machine, life: "dead" });
    await expect(call(peer, "NotifyWatcher", "Next", {}, id)).resolves.toEqual({});
    const second = call(peer, "NotifyWatcher", "Next", {}, id);
    await call(peer, "NotifyWatcher", "Stop", {}, id);
    await expect(second).rejects.toMatchObject({ code: "stopped" });
  });

  test("hears of a change that another process made", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const id = watcherId(await call(peer, "AgentLifeFlag", "Watch", entities(machine.tag)));
    const next = call(peer, "NotifyWatcher", "Next", {}, id);
    // A second connection to the database is what another process has.
    using admin = openAdmin({ dataDir });
    await admin.setLife({ ...machine, life: "dying" });
    await expect(next).resolves.toEqual({});
  });

  test("that was stopped is forgotten, and whoever waited hears stopped", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const id = watcherId(await call(peer, "Machiner", "Watch", entities(machine.tag)));
    const next = call(peer, "NotifyWatcher", "Next", {}, id);
    await expect(call(peer, "NotifyWatcher", "Stop", {}, id)).resolves.toEqual({});
    await expect(next).rejects.toMatchObject({
      message: "watcher has been stopped",
      code: "stopped",
    });
    await expect(call(peer, "NotifyWatcher", "Next", {}, id)).rejects.toMatchObject({
      message: "unknown watcher id",
      code: "not found",
    });
    await expect(call(peer, "StringsWatcher", "Next", {}, "77")).rejects.toMatchObject({
      code: "not found",
    });
  });

  test("is refused for another's tag", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(call(peer, "Machiner", "Watch", entities("machine-7"))).resolves.toMatchObject({
      results: [{ NotifyWatcherId: "", error: { code: "unauthorized access" } }],
    });
  });

  test("is one of a thousand that a connection may have, and no more", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const hundred = entities(...Array.from({ length: 100 }, () => machine.tag));
    let reply = "";
    for (let calls = 0; calls < 10; calls += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the last of them brings the thousandth
      reply = JSON.stringify(await call(peer, "Machiner", "Watch", hundred));
    }
    expect(reply).toContain('"NotifyWatcherId":"1000"');
    await expect(call(peer, "Machiner", "Watch", entities(machine.tag))).resolves.toMatchObject({
      results: [{ error: { code: "quota limit exceeded" } }],
    });
    await expect(call(peer, "NotifyWatcher", "Stop", {}, "1000")).resolves.toEqual({});
  });
});

describe("other watchers", () => {
  test("of the addresses answer when the operator names others", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const id = watcherId(await call(peer, "Machiner", "WatchAPIHostPorts"));
    const next = call(peer, "NotifyWatcher", "Next", {}, id);
    await controller.setApiAddresses(["10.0.0.1:17070"]);
    await expect(next).resolves.toEqual({});
  });

  test("of a model's machines tell their names, first all, then those that changed", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const own = await controller.addMachine({ controller: true });
    await controller.addMachine({ model: uuid });
    const peer = await loggedIn(controller, uuid, own);
    const reply = await call(peer, "InstancePoller", "WatchModelMachines");
    expect(reply).toMatchObject({ changes: ["0"] });
    const id = watcherId(reply);
    const next = call(peer, "StringsWatcher", "Next", {}, id);
    await controller.addMachine({ model: uuid, id: "0/lxd/1" });
    await expect(next).resolves.toMatchObject({ changes: ["0/lxd/1"] });
    const after = call(peer, "StringsWatcher", "Next", {}, id);
    await controller.remove({ tag: "machine-0", model: uuid });
    await expect(after).resolves.toMatchObject({ changes: ["0"] });
  });

  test("of all models tell at first of all of them, then of what comes and goes", async () => {
    const controller = await testController();
    const own = await controller.addMachine({ controller: true });
    const peer = await openPeer(controller, "/api");
    await login(peer, own);
    const id = watcherId(await call(peer, "Controller", "WatchAllModels"));
    await expect(call(peer, "AllModelWatcher", "Next", {}, id)).resolves.toMatchObject({
      deltas: [
        ["model", "change", { name: "controller", life: "alive" }],
        ["machine", "change", { id: "0", life: "alive" }],
      ],
    });
    const next = call(peer, "AllModelWatcher", "Next", {}, id);
    const { uuid } = await controller.addModel({ name: "prod" });
    await expect(next).resolves.toMatchObject({
      deltas: [["model", "change", { name: "prod", "model-uuid": uuid, life: "alive" }]],
    });
    await controller.setLife({ tag: `model-${uuid}`, life: "dying" });
    await expect(call(peer, "AllModelWatcher", "Next", {}, id)).resolves.toMatchObject({
      deltas: [["model", "change", { life: "dying" }]],
    });
    // What is in a model is told of as well, of one that came later, too.
    const machine = await controller.addMachine({ model: uuid });
    await expect(call(peer, "AllModelWatcher", "Next", {}, id)).resolves.toMatchObject({
      deltas: [["machine", "change", { "model-uuid": uuid, id: machine.tag.slice(8) }]],
    });
    await controller.remove({ tag: machine.tag, model: uuid });
    await expect(call(peer, "AllModelWatcher", "Next", {}, id)).resolves.toMatchObject({
      deltas: [["machine", "remove", { "model-uuid": uuid }]],
    });
    await controller.remove({ tag: `model-${uuid}` });
    await expect(call(peer, "AllModelWatcher", "Next", {}, id)).resolves.toEqual({
      deltas: [["model", "remove", { "model-uuid": uuid }]],
    });
  });

  test("of a migration tell how it stands, at first and at each phase", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const peer = await loggedIn(controller, uuid, machine);
    const id = watcherId(await call(peer, "MigrationMinion", "Watch"));
    const next = (): Promise<unknown> => call(peer, "MigrationStatusWatcher", "Next", {}, id);
    await expect(next()).resolves.toMatchObject({ phase: "NONE", "target-api-addrs": [] });
    const quiesce = next();
    const migration = { id: "m:1", addresses: ["10.0.0.9:17070"], caCert: "PEM" };
    await controller.setMigration(uuid, { ...migration, phase: "QUIESCE" });
    await expect(quiesce).resolves.toMatchObject({
      "migration-id": "m:1",
      phase: "QUIESCE",
      "target-api-addrs": ["10.0.0.9:17070"],
      "target-ca-cert": "PEM",
      "source-api-addrs": [controller.address],
    });
    await expect(
      call(peer, "MigrationMinion", "Report", {
        "migration-id": "m:1",
        phase: "QUIESCE",
        success: true,
      }),
    ).resolves.toEqual({});
  });

  test("of the logging tell when the model wants another", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const asked = entities(machine.tag);
    const id = watcherId(await call(peer, "Logger", "WatchLoggingConfig", asked));
    const next = call(peer, "NotifyWatcher", "Next", {}, id);
    await controller.setLoggingConfig(machine.model, "<root>=DEBUG");
    await next;
    await expect(call(peer, "Logger", "LoggingConfig", asked)).resolves.toEqual({
      results: [{ result: "<root>=DEBUG" }],
    });
  });
});

describe("Singular", () => {
  test("grants the lease to one at a time, and answers who waits when it is free", async () => {
    const { VirtualClock } = await import("@holdfast/ports/testing");
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const { uuid } = await controller.addModel({ name: "prod" });
    const one = await controller.addMachine({ controller: true });
    const two = await controller.addMachine({ controller: true });
    const [first, second] = [
      await loggedIn(controller, uuid, one),
      await loggedIn(controller, uuid, two),
    ];
    const model = `model-${uuid}`;
    const claim = (tag: string): object => ({
      claims: [{ "entity-tag": model, "claimant-tag": tag, duration: 60e9 }],
    });
    await expect(call(first, "Singular", "Claim", claim(one.tag))).resolves.toEqual({
      results: [{}],
    });
    await expect(call(second, "Singular", "Claim", claim(two.tag))).resolves.toMatchObject({
      results: [{ error: { code: "lease claim denied" } }],
    });
    await expect(call(second, "Singular", "Claim", claim(one.tag))).resolves.toMatchObject({
      results: [{ error: { code: "unauthorized access" } }],
    });
    const wait = call(second, "Singular", "Wait", entities(model));
    await call(second, "Pinger", "Ping");
    await clock.advance(60_000);
    await expect(wait).resolves.toEqual({ results: [{}] });
    await expect(call(second, "Singular", "Claim", claim(two.tag))).resolves.toEqual({
      results: [{}],
    });
  });
});
