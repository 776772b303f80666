import { VirtualClock } from "@holdfast/ports/testing";
import { ShutdownError } from "@holdfast/rpc";
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

const ended = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    else signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
  });

describe("a connection", () => {
  test("has nothing but Admin before its login", async () => {
    const controller = await testController();
    const peer = await openPeer(controller, "/api");
    await expect(call(peer, "Pinger", "Ping")).rejects.toMatchObject({
      message: 'unknown object type "Pinger"',
      code: "not implemented",
    });
  });

  test("takes one login, and may try again after one that was refused", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, modelPath(machine.model));
    await expect(login(peer, { ...machine, password: "wrong" })).rejects.toThrow(
      "invalid entity name or password",
    );
    await login(peer, machine);
    await expect(login(peer, machine)).rejects.toMatchObject({
      message: 'unknown object type "Admin"',
      code: "not implemented",
    });
  });

  test("takes one login even where a second comes before the first is answered", async () => {
    const controller = await testController();
    const { password } = await controller.setUserPassword({ name: "admin" });
    const peer = await openPeer(controller, "/api");
    const user = { tag: "user-admin", password };
    const [first, second] = await Promise.allSettled([login(peer, user), login(peer, user)]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ reason: { message: "already logged in" } });
  });

  test("says which of facade, version and method it does not know", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const refusals = [
      [{ facade: "Uniter", version: 19, method: "Life" }, 'unknown object type "Uniter"'],
      [
        { facade: "Agent", version: 2, method: "GetEntities" },
        'unknown version (2) of interface "Agent"',
      ],
      [
        { facade: "Agent", version: 3, method: "Explode" },
        "no such request - method Agent(3).Explode is not implemented",
      ],
      [
        { facade: "Agent", version: 3, method: "constructor" },
        "no such request - method Agent(3).constructor is not implemented",
      ],
    ] as const;
    for (const [request, message] of refusals) {
      await expect(peer.call(request)).rejects.toMatchObject({ message, code: "not implemented" });
    }
    const onController = await openPeer(controller, "/api");
    await login(onController, machine);
    await expect(call(onController, "Agent", "GetEntities")).rejects.toMatchObject({
      message: 'facade "Agent" not supported for controller API connection',
      code: "not supported",
    });
    await expect(call(peer, "Controller", "AllModels")).rejects.toMatchObject({
      message: 'facade "Controller" not supported for model API connection',
      code: "not supported",
    });
  });

  test("stays usable after parameters that make no sense", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(call(peer, "Agent", "GetEntities", { entities: "no list" })).rejects.toMatchObject(
      {
        message: expect.stringContaining("the parameters of Agent.GetEntities"),
        code: "",
      },
    );
    await expect(call(peer, "Pinger", "Ping")).resolves.toEqual({});
  });

  test("of an agent that has not pinged for three minutes is closed, whatever else it says", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await clock.advance(179_000);
    await call(peer, "Pinger", "Ping");
    await clock.advance(179_000);
    await call(peer, "Agent", "GetEntities", entities("machine-0"));
    expect(peer.closed.aborted).toBe(false);
    await clock.advance(1000);
    await expect(ended(peer.closed)).resolves.toBeInstanceOf(ShutdownError);
  });

  test("of a user, or of a controller's machine in another model, need not ping", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const { uuid } = await controller.addModel({ name: "prod" });
    const { password } = await controller.setUserPassword({ name: "admin" });
    const machine = await controller.addMachine({ controller: true });
    const own = await loggedIn(controller, machine.model, machine);
    const abroad = await loggedIn(controller, uuid, machine);
    const user = await loggedIn(controller, uuid, { tag: "user-admin", password });
    await clock.advance(180_000);
    await ended(own.closed);
    await expect(call(abroad, "Pinger", "Ping")).resolves.toEqual({});
    await expect(call(user, "Pinger", "Ping")).resolves.toEqual({});
  });

  test("that never logs in is closed after two minutes", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const peer = await openPeer(controller, "/api");
    await clock.advance(120_000);
    await expect(ended(peer.closed)).resolves.toBeInstanceOf(ShutdownError);
    expect((await controller.status()).models).toHaveLength(1);
  });

  test("of nobody in particular is closed after two minutes all the same", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const peer = await openPeer(controller, "/api");
    await login(peer, { tag: "user-jujuanonymous", password: "" });
    await clock.advance(119_000);
    expect(peer.closed.aborted).toBe(false);
    await clock.advance(1000);
    await expect(ended(peer.closed)).resolves.toBeInstanceOf(ShutdownError);
  });

  test("to a model that is taken away is closed, so that who had it asks again", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model: uuid });
    const peer = await loggedIn(controller, uuid, machine);
    await controller.remove({ tag: `model-${uuid}` });
    await ended(peer.closed);
    await expect(loggedIn(controller, uuid, machine)).rejects.toMatchObject({
      code: "model not found",
    });
  });

  test("shows in the status for as long as it lasts", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const since = async (): Promise<unknown> =>
      (await controller.status()).models[0]?.agents[0]?.connectedSince;
    expect(await since()).toBeUndefined();
    const one = await loggedIn(controller, machine.model, machine);
    const two = await loggedIn(controller, machine.model, machine);
    expect(await since()).toEqual(expect.stringMatching(/^\d{4}-/));
    await one.close();
    expect(await since()).toBeDefined();
    await two.close();
    await expect.poll(since).toBeUndefined();
  });
});
