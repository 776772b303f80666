import { describe, expect, test } from "vitest";

import { entities, loggedIn, login, openPeer, testController } from "../../kit/test-controller.js";

describe("of users, a superuser", () => {
  const SUPER = { facade: "UserManager", version: 3 } as const;

  test("adds one, gives it a password, shuts it out, and removes it", async () => {
    const controller = await testController();
    const root = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
    const peer = await openPeer(controller, "/api");
    await login(peer, root);
    const ask = (method: string, params: object): Promise<unknown> =>
      peer.call({ ...SUPER, method, params });
    const bob = { tag: "user-bob", password: "bobs password" };
    expect(
      await ask("AddUser", { users: [{ username: "bob", "display-name": "Bob B" }] }),
    ).toMatchObject({ results: [{ tag: "user-bob", "secret-key": expect.any(String) }] });
    expect(await ask("AddUser", { users: [{ username: "bob" }] })).toMatchObject({
      results: [{ error: { code: "already exists" } }],
    });
    await ask("SetPassword", { changes: [bob] });
    await expect(login(await openPeer(controller, "/api"), bob)).resolves.toBeDefined();
    expect(await ask("UserInfo", { entities: [], "include-disabled": false })).toMatchObject({
      results: [
        { result: { username: "admin", access: "superuser" } },
        { result: { username: "bob", "display-name": "Bob B", access: "login", disabled: false } },
      ],
    });
    await ask("DisableUser", entities("user-bob"));
    await expect(login(await openPeer(controller, "/api"), bob)).rejects.toMatchObject({
      code: "unauthorized access",
    });
    await ask("RemoveUser", entities("user-bob"));
    expect(await ask("UserInfo", entities("user-bob"))).toMatchObject({
      results: [{ error: { code: "user not found" } }],
    });
    expect(await ask("RemoveUser", entities("user-admin"))).toMatchObject({
      results: [{ error: { code: "unauthorized access" } }],
    });
  });

  test("grants and revokes level by level, on the controller and in a model", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    await controller.setUserPassword({ name: "bob" });
    const root = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
    const peer = await openPeer(controller, "/api");
    await login(peer, root);
    const inModel = (action: string, access: string): Promise<unknown> => {
      const change = { "user-tag": "user-bob", action, access, "model-tag": `model-${uuid}` };
      const params = { changes: [change] };
      return peer.call({
        facade: "ModelManager",
        version: 10,
        method: "ModifyModelAccess",
        params,
      });
    };
    const onController = (action: string, access: string): Promise<unknown> => {
      const params = { changes: [{ "user-tag": "user-bob", action, access }] };
      return peer.call({
        facade: "Controller",
        version: 12,
        method: "ModifyControllerAccess",
        params,
      });
    };
    const DONE = { results: [{}] };
    const AGAIN = {
      results: [{ error: { message: expect.stringContaining("already has"), code: "" } }],
    };
    const ABSENT = { results: [{ error: { code: "not found" } }] };
    expect(await inModel("grant", "write")).toEqual(DONE);
    expect(await inModel("grant", "read")).toEqual(AGAIN);
    expect(await inModel("revoke", "admin")).toMatchObject(ABSENT);
    expect(await inModel("revoke", "write")).toEqual(DONE);
    expect(await inModel("revoke", "read")).toEqual(DONE);
    expect(await inModel("revoke", "read")).toMatchObject(ABSENT);
    expect(await inModel("grant", "everything")).toMatchObject({
      results: [{ error: { code: "not valid" } }],
    });
    expect(await onController("grant", "superuser")).toEqual(DONE);
    expect(await onController("grant", "login")).toEqual(AGAIN);
    expect(await onController("revoke", "superuser")).toEqual(DONE);
    expect(await onController("revoke", "superuser")).toMatchObject(ABSENT);
  });

  test("is the only one who does; the others change their own password, and stay connected", async () => {
    const controller = await testController();
    const bob = { tag: "user-bob", ...(await controller.setUserPassword({ name: "bob" })) };
    const peer = await openPeer(controller, "/api");
    await login(peer, bob);
    const ask = (method: string, params: object): Promise<unknown> =>
      peer.call({ ...SUPER, method, params });
    const refused = { results: [{ error: { code: "unauthorized access" } }] };
    expect(await ask("AddUser", { users: [{ username: "eve" }] })).toMatchObject(refused);
    expect(
      await ask("SetPassword", { changes: [{ tag: "user-admin", password: "mine" }] }),
    ).toMatchObject(refused);
    const changed = { changes: [{ tag: "user-bob", password: "another" }] };
    expect(await ask("SetPassword", changed)).toEqual({ results: [{}] });
    expect(await ask("UserInfo", { entities: [] })).toMatchObject({
      results: [{ result: { username: "bob" } }],
    });
    await expect(login(await openPeer(controller, "/api"), bob)).rejects.toMatchObject({
      code: "unauthorized access",
    });
  });
});

test("a model's configuration is for all who may read it, and changed by who may write", async () => {
  const controller = await testController();
  const { uuid } = await controller.addModel({ name: "prod" });
  const bob = { tag: "user-bob", ...(await controller.setUserPassword({ name: "bob" })) };
  await controller.setModelAccess(uuid, "bob", "read");
  const peer = await loggedIn(controller, uuid, bob);
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    peer.call({ facade: "ModelConfig", version: 3, method, params });
  expect(await ask("ModelGet")).toMatchObject({
    config: {
      name: { value: "prod", source: "controller" },
      "http-proxy": { value: "", source: "default" },
    },
  });
  const set = { config: { "http-proxy": "http://proxy" } };
  await expect(ask("ModelSet", set)).rejects.toMatchObject({ code: "unauthorized access" });
  await controller.setModelAccess(uuid, "bob", "write");
  await ask("ModelSet", set);
  expect(await ask("ModelGet")).toMatchObject({
    config: { "http-proxy": { value: "http://proxy", source: "model" } },
  });
  await ask("ModelUnset", { keys: ["http-proxy"] });
  expect((await controller.modelConfig(uuid)).get("http-proxy")).toEqual({
    value: "",
    source: "default",
  });
});
