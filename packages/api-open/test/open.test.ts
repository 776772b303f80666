import { Agent } from "@holdfast/facades";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import { apiOpen, facadeClient, isApiError, open } from "../src/index.js";
import {
  CONTROLLER,
  loginResult,
  MODEL,
  PASSWORD,
  PATIENT,
  TestController,
} from "./support/test-controller.js";

describe("open", () => {
  test("logs in to a model and knows what the controller said", async () => {
    await using controller = await TestController.start();
    await using connection = await open(controller.info(), PATIENT);
    expect({
      addr: connection.addr,
      ipAddr: connection.ipAddr,
      modelTag: connection.modelTag,
      controllerTag: connection.controllerTag,
      authTag: connection.authTag,
      serverVersion: connection.serverVersion,
      proxied: connection.isProxied,
      agent: connection.bestFacadeVersion("Agent"),
      uniter: connection.bestFacadeVersion("Uniter"),
      unknown: connection.bestFacadeVersion("Unknown"),
    }).toEqual({
      addr: controller.address,
      ipAddr: controller.address,
      modelTag: `model-${MODEL}`,
      controllerTag: `controller-${CONTROLLER}`,
      authTag: "machine-0",
      serverVersion: "3.6.1",
      proxied: false,
      agent: 3,
      uniter: 19,
      unknown: 0,
    });
  });

  test("asks for the login that an agent asks for, at its model's URL, and nothing else", async () => {
    await using controller = await TestController.start();
    await using connection = await open(controller.info(), PATIENT);
    expect(connection.broken.aborted).toBe(false);
    const [served] = controller.served;
    expect(served?.request.url).toBe(`/model/${MODEL}/api`);
    expect(served?.request.headers.origin).toBeUndefined();
    expect(served?.request.headers["sec-websocket-extensions"]).toBeUndefined();
    expect(controller.requests).toEqual([
      {
        kind: "request",
        wire: 1,
        requestId: 1,
        facade: "Admin",
        version: 3,
        id: "",
        method: "Login",
        params: {
          "auth-tag": "machine-0",
          credentials: PASSWORD,
          nonce: "a-nonce",
          macaroons: [],
          "user-data": "",
          "client-version": "3.6.0",
        },
      },
    ]);
  });

  test("without a model logs in to the controller alone", async () => {
    await using controller = await TestController.start({
      answers: { "Admin.Login": () => loginResult({ "model-tag": "" }) },
    });
    const { modelTag: _, ...info } = controller.info();
    await using connection = await open(info, PATIENT);
    expect(controller.served[0]?.request.url).toBe("/api");
    expect(connection.modelTag).toBeUndefined();
  });

  test("rejects with the controller's own refusal, and has closed what it opened", async () => {
    await using controller = await TestController.start();
    const refused = open(controller.info({ password: "wrong" }), PATIENT);
    await expect(refused).rejects.toMatchObject({
      name: "ApiError",
      code: "unauthorized access",
      message: "invalid entity name or password",
    });
    expect(isApiError(await refused.catch((error: unknown) => error), "unauthorized access")).toBe(
      true,
    );
    await controller.ended(0);
    expect(controller.served[0]?.peer.closed.reason).toMatchObject({ by: "peer" });
  });
});

describe("a connection", () => {
  test("carries typed calls", async () => {
    await using controller = await TestController.start({
      answers: { "Agent.GetEntities": () => ({ entities: [{ life: "alive", jobs: null }] }) },
    });
    await using connection = await open(controller.info(), PATIENT);
    const agent = facadeClient(connection, Agent);
    await expect(agent.GetEntities({ entities: [{ tag: "machine-0" }] })).resolves.toEqual({
      entities: [{ life: "alive", jobs: [], "container-type": "" }],
    });
    expect(controller.requests.at(-1)).toMatchObject({ facade: "Agent", version: 3 });
  });

  test("gives up a call when its time is over or its signal is aborted, and only the call", async () => {
    await using controller = await TestController.start({
      answers: { "Agent.IsMaster": () => new Promise(() => undefined) },
    });
    const clock = new VirtualClock();
    await using connection = await open(controller.info(), { clock });
    const agent = facadeClient(connection, Agent);
    const late = agent.IsMaster({}, { timeout: 5_000 }).catch((error: unknown) => error);
    const abort = new AbortController();
    const unwanted = agent.IsMaster({}, { signal: abort.signal }).catch((error: unknown) => error);
    abort.abort(new Error("enough"));
    await clock.advance(5_000);
    expect(await unwanted).toEqual(new Error("enough"));
    expect(await late).toMatchObject({ code: "ERR_CALL_TIMEOUT" });
    await expect(connection.isBroken()).resolves.toBe(false);
  });

  test("that the controller cuts is broken, for a reason, and its calls reject", async () => {
    await using controller = await TestController.start({
      answers: { "Agent.IsMaster": () => new Promise(() => undefined) },
    });
    await using connection = await open(controller.info(), PATIENT);
    const call = connection.call({ facade: "Agent", method: "IsMaster" });
    controller.cut();
    await expect(call).rejects.toBeInstanceOf(Error);
    expect(connection.broken.aborted).toBe(true);
    await expect(connection.isBroken()).resolves.toBe(true);
  });

  test("can be closed any number of times", async () => {
    await using controller = await TestController.start();
    const connection = await open(controller.info(), PATIENT);
    await expect(connection.isBroken()).resolves.toBe(false);
    await Promise.all([connection.close(), connection.close()]);
    await connection.close();
    expect(connection.broken.reason).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN" });
  });
});

describe("apiOpen", () => {
  test("logs in by version 1, at the root, where the info names no model, and learns the model", async () => {
    await using controller = await TestController.start({
      answers: { "Admin.Login": () => loginResult() },
    });
    const { modelTag: _, ...info } = controller.info();
    await using connection = await apiOpen(info, PATIENT);
    expect(controller.served[0]?.request.url).toBe("/");
    expect(controller.requests[0]).toMatchObject({
      version: 1,
      params: {
        "login-request": { "auth-tag": "machine-0", credentials: PASSWORD, nonce: "a-nonce" },
        creds: { AuthTag: "machine-0", Password: PASSWORD, Nonce: "a-nonce" },
      },
    });
    expect(connection.modelTag).toBe(`model-${MODEL}`);
  });

  test("is open where the info names a model", async () => {
    await using controller = await TestController.start();
    await using connection = await apiOpen(controller.info(), PATIENT);
    expect(connection.modelTag).toBe(`model-${MODEL}`);
    expect(controller.requests[0]?.version).toBe(3);
  });

  test("says what to do where the controller has no such login", async () => {
    await using controller = await TestController.start();
    const { modelTag: _, ...info } = controller.info();
    const refused = apiOpen(info, PATIENT);
    await expect(refused).rejects.toThrow("set `model` in agent.conf");
    await expect(refused).rejects.toMatchObject({
      code: "ERR_LOGIN_VERSION_REFUSED",
      cause: { code: "not implemented" },
    });
  });
});
