import type { RpcPeer } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import type { ControllerAccess, RunningController } from "../../../src/index.js";
import { call, loggedIn, login, openPeer, suiteController } from "../../kit/test-controller.js";

const running = suiteController();

async function user(
  controller: RunningController,
  name: string,
  access: ControllerAccess,
): Promise<{ tag: string; password: string; peer: RpcPeer }> {
  const { password } = await controller.setUserPassword({ name, access });
  const tag = `user-${name}`;
  const peer = await openPeer(controller, "/api");
  await login(peer, { tag, password });
  return { tag, password, peer };
}

const names = async (peer: RpcPeer, tag: string): Promise<string[]> => {
  const text = JSON.stringify(await call(peer, "ModelManager", "ListModels", { tag }));
  return [...text.matchAll(/"name":"(?<name>[^"]+)"/gu)].map(
    ({ groups }) => groups?.["name"] ?? "",
  );
};

const DENIED = { code: "unauthorized access" };

describe("a user", () => {
  test("sees the models that it was let into, and may log in to those", async () => {
    const controller = running();
    const { uuid } = await controller.addModel({ name: "shared" });
    const { tag, password, peer } = await user(controller, "reader", "login");
    expect(await names(peer, tag)).toEqual([]);
    await expect(loggedIn(controller, uuid, { tag, password })).rejects.toMatchObject(DENIED);
    await controller.setModelAccess("shared", "reader", "read");
    expect(await names(peer, tag)).toEqual(["shared"]);
    await expect(loggedIn(controller, uuid, { tag, password })).resolves.toBeDefined();
  });

  test("that may no longer be in a model is out of it at once", async () => {
    const controller = running();
    const { uuid } = await controller.addModel({ name: "left" });
    const { tag, password } = await user(controller, "leaver", "login");
    await controller.setModelAccess(uuid, "leaver", "read");
    const peer = await loggedIn(controller, uuid, { tag, password });
    await controller.setModelAccess(uuid, "leaver", undefined);
    await expect.poll(() => peer.closed.aborted).toBe(true);
  });

  test("that is taken away is gone at once, a superuser too", async () => {
    const controller = running();
    const { tag, peer } = await user(controller, "former", "superuser");
    await controller.remove({ tag });
    await expect.poll(() => peer.closed.aborted).toBe(true);
  });

  test("makes models where it may, owns them, and lets others in", async () => {
    const controller = running();
    const { peer: visitor, tag: visitorTag } = await user(controller, "visitor", "login");
    const made = { name: "mine", "owner-tag": "user-maker" };
    await expect(call(visitor, "ModelManager", "CreateModel", made)).rejects.toMatchObject(DENIED);
    const { peer, tag } = await user(controller, "maker", "add-model");
    await expect(
      call(peer, "ModelManager", "CreateModel", { ...made, "owner-tag": visitorTag }),
    ).rejects.toMatchObject(DENIED);
    const reply = await call(peer, "ModelManager", "CreateModel", made);
    expect(reply).toMatchObject({ name: "mine", "owner-tag": tag, life: "alive" });
    expect(await names(visitor, visitorTag)).toEqual([]);
    const uuid = /"uuid":"(?<uuid>[^"]+)"/u.exec(JSON.stringify(reply))?.groups?.["uuid"] ?? "";
    const change = { action: "grant", access: "read", "model-tag": `model-${uuid}` };
    const changes = [{ ...change, "user-tag": visitorTag }];
    await expect(call(peer, "ModelManager", "ModifyModelAccess", { changes })).resolves.toEqual({
      results: [{}],
    });
    expect(await names(visitor, visitorTag)).toEqual(["mine"]);
    await expect(
      call(visitor, "ModelManager", "ModifyModelAccess", { changes }),
    ).resolves.toMatchObject({ results: [{ error: DENIED }] });
    await expect(
      call(visitor, "ModelManager", "DestroyModels", {
        models: [{ "model-tag": `model-${uuid}` }],
      }),
    ).resolves.toMatchObject({ results: [{ error: DENIED }] });
  });

  test("destroys an empty model, and one with machines only by force, which makes it dying", async () => {
    const controller = running();
    const { peer } = await user(controller, "destroyer", "superuser");
    const { uuid } = await controller.addModel({ name: "doomed" });
    await controller.addMachine({ model: uuid });
    const destroy = (force: boolean): Promise<unknown> =>
      call(peer, "ModelManager", "DestroyModels", {
        models: [{ "model-tag": `model-${uuid}`, force }],
      });
    await expect(destroy(false)).resolves.toMatchObject({
      results: [{ error: { code: "model not empty" } }],
    });
    await expect(destroy(true)).resolves.toEqual({ results: [{}] });
    expect((await controller.status()).models.find((model) => model.uuid === uuid)?.life).toBe(
      "dying",
    );
    await controller.remove({ tag: "machine-0", model: uuid });
    await expect(destroy(false)).resolves.toEqual({ results: [{}] });
    expect((await controller.status()).models.map((model) => model.uuid)).not.toContain(uuid);
  });

  test("asks about itself; about others only who may know everything", async () => {
    const controller = running();
    const { peer } = await user(controller, "curious", "login");
    const admin = await user(controller, "admin", "superuser");
    const asked = { tag: "user-admin" };
    await expect(call(peer, "ModelManager", "ListModels", asked)).rejects.toMatchObject(DENIED);
    const other = { tag: "user-curious" };
    await expect(call(admin.peer, "ModelManager", "ListModels", other)).resolves.toBeDefined();
    await expect(
      call(peer, "ModelManager", "ListModels", { tag: "nonsense" }),
    ).rejects.toMatchObject(DENIED);
  });
});

test("an agent has no business with the models of others", async () => {
  const controller = running();
  const machine = await controller.addMachine();
  const peer = await openPeer(controller, "/api");
  await login(peer, machine);
  await expect(call(peer, "Controller", "AllModels")).rejects.toMatchObject(DENIED);
  await expect(
    call(peer, "ModelManager", "ListModels", { tag: "user-admin" }),
  ).rejects.toMatchObject(DENIED);
});
