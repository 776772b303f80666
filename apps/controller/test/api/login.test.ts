import { VirtualClock } from "@holdfast/ports/testing";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import {
  call,
  entities,
  loggedIn,
  login,
  modelPath,
  openPeer,
  testController,
} from "../kit/test-controller.js";

const UNKNOWN = "deadbeef-0bad-400d-8000-4b1d0d06f00d";
const REFUSED = { message: "invalid entity name or password", code: "unauthorized access" };

describe("a login", () => {
  test("of a provisioned machine is answered with what it connected to", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, modelPath(machine.model));
    const reply = await login(peer, machine);
    expect(reply).toMatchObject({
      "controller-tag": `controller-${controller.controllerUuid}`,
      "model-tag": `model-${machine.model}`,
      "server-version": "3.6.28",
      servers: [[{ value: "127.0.0.1", type: "ipv4" }]],
    });
    expect(reply).not.toHaveProperty("user-info");
  });

  test("offers the facades of its kind of connection, and no others", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const inModel = await login(await openPeer(controller, modelPath(machine.model)), machine);
    expect(inModel).toMatchObject({
      facades: expect.arrayContaining([{ name: "Agent", versions: [3] }]),
    });
    const inController = await login(await openPeer(controller, "/api"), machine);
    expect(inController).not.toHaveProperty("model-tag");
    expect(inController).not.toMatchObject({
      facades: expect.arrayContaining([{ name: "Agent", versions: [3] }]),
    });
    expect(inController).toMatchObject({
      facades: expect.arrayContaining([{ name: "Pinger", versions: [1] }]),
    });
  });

  test("with a wrong password is refused before the nonce is looked at", async () => {
    const controller = await testController();
    const machine = await controller.addMachine({ provisioned: false });
    const peer = await openPeer(controller, modelPath(machine.model));
    const wrong = login(peer, { ...machine, password: "x".repeat(24) });
    await expect(wrong).rejects.toMatchObject(REFUSED);
    await expect(login(peer, machine)).rejects.toMatchObject({
      message: "machine 0 not provisioned",
      code: "not provisioned",
    });
    await expect(login(peer, { ...machine, nonce: "" })).rejects.toMatchObject({
      code: "not provisioned",
    });
    await controller.provision(machine);
    await expect(login(peer, machine)).resolves.toBeDefined();
  });

  test("of a machine with another nonce, or none, finds it not provisioned", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, modelPath(machine.model));
    for (const nonce of ["", "another"]) {
      await expect(login(peer, { ...machine, nonce })).rejects.toMatchObject({
        code: "not provisioned",
      });
    }
  });

  test("of a unit needs no nonce", async () => {
    const controller = await testController();
    const unit = await controller.addUnit({ name: "mysql/0" });
    await expect(loggedIn(controller, unit.model, unit)).resolves.toBeDefined();
  });

  test("of an entity that is unknown, or of another model, is refused as a wrong password is", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const peer = await openPeer(controller, modelPath(controller.controllerModelUuid));
    await expect(login(peer, machine)).rejects.toMatchObject(REFUSED);
    await expect(login(peer, { ...machine, tag: "unit-nobody-0" })).rejects.toMatchObject(REFUSED);
  });

  test("with a tag that is none says so", async () => {
    const controller = await testController();
    const peer = await openPeer(controller, "/api");
    await expect(login(peer, { tag: "bar", password: "" })).rejects.toThrow(
      '"bar" is not a valid tag',
    );
    await expect(login(peer, { tag: "", password: "" })).rejects.toMatchObject({
      code: "no credentials provided",
    });
  });

  test("to an unknown model is answered, as every request there, with model not found", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, modelPath(UNKNOWN));
    const refusal = new ApiError(`unknown model: "${UNKNOWN}"`, { code: "model not found" });
    await expect(login(peer, machine)).rejects.toEqual(refusal);
    await expect(call(peer, "Pinger", "Ping")).rejects.toEqual(refusal);
  });

  test("of an agent may be refused with try again: ten at once, then four a second", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const machine = await controller.addMachine();
    const attempt = async (password = machine.password): Promise<unknown> => {
      const peer = await openPeer(controller, modelPath(machine.model));
      return login(peer, { ...machine, password }).catch((error: unknown) => error);
    };
    for (let count = 0; count < 20; count += 1) {
      expect(await attempt("wrong"), "a wrong password takes no place").toMatchObject(REFUSED);
    }
    for (let count = 0; count < 10; count += 1) {
      expect(await attempt()).toMatchObject({ "model-tag": `model-${machine.model}` });
    }
    expect(await attempt()).toMatchObject({ message: "try again", code: "try again" });
    await clock.advance(250);
    expect(await attempt()).toMatchObject({ "model-tag": `model-${machine.model}` });
    expect(await attempt()).toMatchObject({ code: "try again" });
  });

  test("of a user is never refused with try again for an agent's sake", async () => {
    const controller = await testController({ rateLimit: { max: 1, interval: 3_600_000 } });
    const { password } = await controller.setUserPassword({ name: "admin" });
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, "/api");
    await loggedIn(controller, machine.model, machine);
    await expect(loggedIn(controller, machine.model, machine)).rejects.toMatchObject({
      code: "try again",
    });
    await expect(login(peer, { tag: "user-admin", password })).resolves.toMatchObject({
      "user-info": { identity: "user-admin", "controller-access": "superuser" },
    });
  });

  test("of a controller's machine is good in any model, and asks about the machine of its own", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const foreign = await controller.addMachine({ model: uuid });
    const machine = await controller.addMachine({ controller: true });
    expect(foreign.tag).toBe(machine.tag);
    await controller.setLife({ tag: foreign.tag, model: uuid, life: "dying" });
    const peer = await loggedIn(controller, uuid, machine);
    await expect(call(peer, "Agent", "GetEntities", entities("machine-0"))).resolves.toEqual({
      entities: [{ life: "alive", jobs: ["JobHostUnits", "JobManageModel"], "container-type": "" }],
    });
    await expect(
      loggedIn(controller, controller.controllerModelUuid, foreign),
    ).rejects.toMatchObject(REFUSED);
  });

  test("to a model that has moved sends users after it, and refuses agents", async () => {
    const controller = await testController();
    const { password } = await controller.setUserPassword({ name: "admin" });
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    await controller.setRedirect(uuid, { addresses: ["10.0.0.9:17070"], caCert: "PEM" });
    await expect(loggedIn(controller, uuid, machine)).rejects.toMatchObject(REFUSED);
    await expect(loggedIn(controller, uuid, { tag: "user-admin", password })).rejects.toMatchObject(
      {
        code: "redirection required",
        info: { servers: [[{ value: "10.0.0.9", port: 17_070 }]], "ca-cert": "PEM" },
      },
    );
  });

  test("during maintenance keeps agents out without a code, but not a controller's machines", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const own = await controller.addMachine({ controller: true });
    await controller.setMaintenance(true);
    await expect(loggedIn(controller, machine.model, machine)).rejects.toMatchObject({
      message: "login for machine 0 blocked because upgrade is in progress",
      code: "",
    });
    await expect(
      loggedIn(controller, machine.model, { ...machine, password: "wrong" }),
    ).rejects.toMatchObject({
      message: "login failed - maintenance in progress",
      code: "",
    });
    await expect(loggedIn(controller, own.model, own)).resolves.toBeDefined();
    await controller.setMaintenance(false);
    await expect(loggedIn(controller, machine.model, machine)).resolves.toBeDefined();
  });

  test("of nobody in particular gets the facades that such a one may have", async () => {
    const controller = await testController();
    const peer = await openPeer(controller, "/api");
    const reply = await login(peer, { tag: "user-jujuanonymous", password: "" });
    expect(reply).toMatchObject({ facades: [{ name: "NotifyWatcher", versions: [1] }] });
    expect(reply).not.toHaveProperty("user-info");
    await expect(call(peer, "Controller", "AllModels")).rejects.toMatchObject({
      code: "not supported",
    });
  });
});

describe("login version 1", () => {
  const old = (tag: string, password: string, nonce: string): object => ({
    "login-request": { "auth-tag": tag, credentials: password, nonce },
    creds: { AuthTag: tag, Password: password, Nonce: nonce },
  });

  test("is served at / and names the model that the agent belongs to", async () => {
    const controller = await testController();
    await controller.addMachine();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const peer = await openPeer(controller, "/");
    const params = old(machine.tag, machine.password, machine.nonce);
    await expect(
      peer.call({ facade: "Admin", version: 1, method: "Login", params }),
    ).resolves.toMatchObject({ "model-tag": `model-${uuid}` });
    await expect(call(peer, "Agent", "GetEntities", entities("machine-0"))).resolves.toMatchObject({
      entities: [{ life: "alive" }],
    });
  });

  test("is refused as too old everywhere else, as are all versions but 3", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const refusal = {
      message: "this version of Juju does not support login from old clients",
      code: "not supported",
    };
    const params = old(machine.tag, machine.password, machine.nonce);
    for (const [route, version] of [
      [modelPath(machine.model), 1],
      ["/api", 1],
      ["/", 2],
      ["/", 0],
    ] as const) {
      const peer = await openPeer(controller, route);
      await expect(
        peer.call({ facade: "Admin", version, method: "Login", params }),
      ).rejects.toMatchObject(refusal);
    }
  });
});
