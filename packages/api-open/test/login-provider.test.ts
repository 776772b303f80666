import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Admin, AdminV4, decodeParams, type LoginResult } from "@holdfast/facades";
import { ApiError, type IncomingRequest } from "@holdfast/rpc";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import {
  apiOpen,
  clientCredentialsLogin,
  facadeClient,
  type LoginProvider,
  macaroonLogin,
  open,
  passwordLogin,
  sessionTokenLogin,
} from "../src/index.js";
import { Machiner } from "@holdfast/facades";
import {
  CONTROLLER,
  loginResult,
  MODEL,
  TestController,
  PATIENT,
} from "./support/test-controller.js";

type Answers = NonNullable<Parameters<typeof TestController.start>[0]>["answers"];

/** A controller that also has a stream, which anybody may open; what each showed is kept. */
class Streaming implements AsyncDisposable {
  readonly shown: IncomingMessage["headers"][] = [];
  controller!: TestController;
  readonly #streams = new WebSocketServer({ noServer: true });

  static async start(answers: NonNullable<Answers>): Promise<Streaming> {
    const streaming = new Streaming();
    streaming.controller = await TestController.start({
      answers,
      onUpgrade: (request, socket, head) => {
        if (request.url?.includes("/logsink") !== true) return false;
        streaming.shown.push(request.headers);
        streaming.#streams.handleUpgrade(request, socket, head, (one) => one.send("{}\n"));
        return true;
      },
    });
    return streaming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.controller[Symbol.asyncDispose]();
  }
}

const controllers: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of controllers.splice(0)) await one[Symbol.asyncDispose]();
});

async function serving(answers: NonNullable<Answers>): Promise<Streaming> {
  const streaming = await Streaming.start(answers);
  controllers.push(streaming);
  return streaming;
}

const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

const bearer: NonNullable<Answers> = {
  "Admin.LoginBearer": ({ params }: IncomingRequest): LoginResult => {
    if (typeof params !== "object" || params === null || !("token" in params)) throw new Error();
    return loginResult();
  },
};

/** Shows whatever token there is now. */
function bearerLogin(token: () => string): LoginProvider {
  return {
    login: (caller, signal) => {
      const params = { token: token() };
      return caller.call({ facade: "Admin", version: 9, method: "LoginBearer", params, signal });
    },
    authHeader: () => `Bearer ${token()}`,
  };
}

describe("a login provider", () => {
  test("makes the login, and neither password nor macaroons of the info are sent", async () => {
    const { controller } = await serving(bearer);
    await using connection = await open(controller.info(), {
      ...PATIENT,
      loginProvider: bearerLogin(() => "t-1"),
    });
    expect(connection.authTag).toBe("machine-0");
    expect(connection.controllerTag).toBe(`controller-${CONTROLLER}`);
    expect(controller.requests.map(({ method, params }) => [method, params])).toEqual([
      ["LoginBearer", { token: "t-1" }],
    ]);
  });

  test("is asked anew for each stream and each login, and the connection goes on", async () => {
    const { controller, shown } = await serving(bearer);
    let token = "t-1";
    const loginProvider = bearerLogin(() => token);
    await using connection = await open(controller.info(), { ...PATIENT, loginProvider });
    await (await connection.connectStream("/logsink")).close();
    token = "t-2";
    await (await connection.connectStream("/logsink")).close();
    expect(shown.map(({ authorization }) => authorization)).toEqual(["Bearer t-1", "Bearer t-2"]);
    expect(shown[1]?.["x-juju-nonce"]).toBe("a-nonce");
    expect(connection.broken.aborted).toBe(false);
    await using next = await open(controller.info(), { ...PATIENT, loginProvider });
    expect(next.broken.aborted).toBe(false);
    expect(controller.requests.map(({ params }) => params)).toEqual([
      { token: "t-1" },
      { token: "t-2" },
    ]);
  });

  test("serves apiOpen without a model by the current protocol", async () => {
    const { controller } = await serving({
      "Admin.LoginBearer": () => loginResult({ "model-tag": "" }),
    });
    const { modelTag: _, ...info } = controller.info();
    await using connection = await apiOpen(info, {
      ...PATIENT,
      loginProvider: bearerLogin(() => "t-1"),
    });
    expect(connection.modelTag).toBeUndefined();
    expect(controller.served[0]?.request.url).toBe("/api");
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      "throws",
      () => {
        throw new Error("no token");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no token"))],
  ])("that %s ends the attempt with just that, and nothing stays open", async (_, login) => {
    const { controller } = await serving({});
    const loginProvider: LoginProvider = { login, authHeader: () => undefined };
    await expect(open(controller.info(), { ...PATIENT, loginProvider })).rejects.toThrow(
      "no token",
    );
    await controller.ended(0);
    expect(controller.requests).toEqual([]);
  });

  test("that ignores its signal is not waited for", async () => {
    const { controller } = await serving({});
    const stop = new AbortController();
    const reason = new Error("shutting down");
    const loginProvider: LoginProvider = {
      login: () => {
        stop.abort(reason);
        return new Promise(() => undefined);
      },
      authHeader: () => undefined,
    };
    const opening = open(controller.info(), { ...PATIENT, loginProvider }, stop.signal);
    await expect(opening).rejects.toBe(reason);
    await controller.ended(0);
  });

  test("that takes too long is a login that took too long", async () => {
    const clock = new VirtualClock();
    const { controller } = await serving({});
    const asked = Promise.withResolvers<void>();
    const loginProvider: LoginProvider = {
      login: (_caller, signal) => {
        asked.resolve();
        return once(signal, "abort");
      },
      authHeader: () => undefined,
    };
    const opening = open(controller.info(), {
      timeout: 5_000,
      dialTimeout: 0,
      clock,
      loginProvider,
    });
    opening.catch(() => undefined);
    await asked.promise;
    await clock.advance(5_000);
    await expect(opening).rejects.toMatchObject({
      code: "ERR_LOGIN_TIMEOUT",
      message: expect.stringContaining("what the provider waits for"),
    });
  });

  test("whose result is no login's is refused like any other", async () => {
    const { controller } = await serving({ "Admin.LoginBearer": () => ({ facades: "none" }) });
    const loginProvider = bearerLogin(() => "t-1");
    await expect(open(controller.info(), { ...PATIENT, loginProvider })).rejects.toMatchObject({
      code: "ERR_LOGIN_REPLY",
    });
  });

  test("is told of a redirect as of any login", async () => {
    const { controller } = await serving({
      "Admin.LoginBearer": () => {
        const info = {
          servers: [[{ value: "10.0.0.9", type: "ipv4", scope: "", port: 17070 }]],
          "ca-cert": "a CA",
        };
        throw new ApiError("elsewhere", { code: "redirection required", info });
      },
    });
    const loginProvider = bearerLogin(() => "t-1");
    await expect(open(controller.info(), { ...PATIENT, loginProvider })).rejects.toMatchObject({
      name: "RedirectError",
      addrs: ["10.0.0.9:17070"],
    });
  });

  test.each<[string, LoginProvider["authHeader"]]>([
    ["has nothing to show", () => Promise.reject(new Error("the issuer is down"))],
    ["has what no header can be", () => "Bearer secret\nof two lines"],
  ])("that %s fails the stream alone, and tells no secret", async (_, authHeader) => {
    const { controller } = await serving({});
    const loginProvider = { ...passwordLogin(controller.info()), authHeader };
    await using connection = await open(controller.info(), { ...PATIENT, loginProvider });
    const failure = await connection.connectStream("/logsink").catch((reason: unknown) => reason);
    expect(failure).toMatchObject({ code: "ERR_STREAM" });
    expect(String(failure)).not.toContain("secret");
    expect(connection.broken.aborted).toBe(false);
  });

  test("that shows several headers has them all sent", async () => {
    const { controller, shown } = await serving({});
    const loginProvider = {
      ...passwordLogin(controller.info()),
      authHeader: () => ({ Authorization: "Bearer t-1", "X-Tenant": "acme" }),
    };
    await using connection = await open(controller.info(), { ...PATIENT, loginProvider });
    await (await connection.connectStream("/logsink")).close();
    expect(shown[0]).toMatchObject({ authorization: "Bearer t-1", "x-tenant": "acme" });
  });
});

describe("Juju's login by session token", () => {
  const accepting = (good: string): NonNullable<Answers> => ({
    "Admin.LoginWithSessionToken": ({ version, params }: IncomingRequest) => {
      expect(version).toBe(4);
      const sent = decodeParams(AdminV4, "LoginWithSessionToken", params)["session-token"];
      if (sent === good) return loginResult();
      throw new ApiError("token expired", { code: "session token invalid" });
    },
  });

  test("gets another token where the controller calls the first one invalid", async () => {
    const { controller, shown } = await serving(accepting("fresh"));
    let current = "stale";
    const loginProvider = sessionTokenLogin({
      token: ({ rejected }) => (current = rejected === "stale" ? "fresh" : current),
    });
    await using connection = await open(controller.info(), { ...PATIENT, loginProvider });
    await (await connection.connectStream("/logsink")).close();
    expect(controller.requests).toHaveLength(2);
    expect(shown[0]?.authorization).toBe(basic("", "fresh"));
  });

  test("asks the controller once where there is no other token", async () => {
    const { controller } = await serving(accepting("fresh"));
    const loginProvider = sessionTokenLogin({ token: () => "stale" });
    await expect(open(controller.info(), { ...PATIENT, loginProvider })).rejects.toMatchObject({
      code: "session token invalid",
    });
    expect(controller.requests).toHaveLength(1);
  });
});

test("Juju's login by client credentials shows them as they are at the time", async () => {
  const { controller, shown } = await serving({
    "Admin.LoginWithClientCredentials": ({ version, params }) => {
      expect([version, params]).toEqual([4, { "client-id": "agent", "client-secret": "s-1" }]);
      return loginResult();
    },
  });
  let clientSecret = "s-1";
  const loginProvider = clientCredentialsLogin(() => ({ clientId: "agent", clientSecret }));
  await using connection = await open(controller.info(), { ...PATIENT, loginProvider });
  clientSecret = "s-2";
  await (await connection.connectStream("/logsink")).close();
  expect(shown[0]?.authorization).toBe(basic("agent", "s-2"));
});

test("macaroons are sent with the login, and shown to streams", async () => {
  const { controller, shown } = await serving({ "Admin.Login": () => loginResult() });
  const macaroons = [[{ i: "root" }, { i: "discharge" }]];
  const { password: _, ...info } = controller.info({ tag: "user-bob", macaroons });
  await using connection = await open(info, PATIENT);
  await (await connection.connectStream("/logsink")).close();
  expect(controller.requests[0]?.params).toMatchObject({ credentials: "", macaroons });
  const header = Buffer.from(String(shown[0]?.["macaroons"]), "base64").toString();
  expect(JSON.parse(header)).toEqual(macaroons[0]);
});

describe("a login by macaroons", () => {
  const root = { i: "root", c: "who are you?" };
  const asking: NonNullable<Answers> = {
    "Admin.Login": ({ params }) => {
      const { macaroons } = decodeParams(Admin, "Login", params);
      if (JSON.stringify(macaroons).includes("discharge")) return loginResult();
      const why = macaroons.length === 0 ? "no macaroons" : "not discharged";
      return {
        "discharge-required": { i: "old" },
        "bakery-discharge-required": root,
        "discharge-required-error": why,
      };
    },
  };

  test("has a macaroon discharged where the controller wants it, and keeps it for the next", async () => {
    const { controller, shown } = await serving(asking);
    const wanted: unknown[] = [];
    const loginProvider = macaroonLogin({
      discharge: async ({ macaroon, reason }) => {
        wanted.push([macaroon, reason]);
        return [[macaroon, { i: "discharge" }]];
      },
    });
    const { tag: _tag, password: _password, ...info } = controller.info();
    const options = { ...PATIENT, loginProvider };
    await using connection = await open(info, options);
    await (await connection.connectStream("/logsink")).close();
    await using next = await open(info, options);
    expect(next.broken.aborted).toBe(false);
    expect(wanted).toEqual([[root, "no macaroons"]]);
    expect(controller.requests).toHaveLength(3);
    const header = Buffer.from(String(shown[0]?.["macaroons"]), "base64").toString();
    expect(JSON.parse(header)).toEqual([root, { i: "discharge" }]);
  });

  test("that is still not enough says so, and tries no third time", async () => {
    const { controller } = await serving(asking);
    const loginProvider = macaroonLogin({ discharge: async ({ macaroon }) => [[macaroon]] });
    await expect(open(controller.info(), { ...PATIENT, loginProvider })).rejects.toMatchObject({
      code: "macaroon discharge required",
      message: "login with discharged macaroons failed: not discharged",
    });
    expect(controller.requests).toHaveLength(2);
  });
});

describe("a login made by hand on a connection opened without one", () => {
  const answers: NonNullable<Answers> = {
    "Admin.LoginHashed": ({ params }) => {
      expect(params).toEqual({ hash: createHash("sha256").update("x").digest("hex") });
      return loginResult();
    },
  };
  const byHand = {
    facade: "Admin",
    version: 3,
    method: "LoginHashed",
    params: { hash: createHash("sha256").update("x").digest("hex") },
  };

  test("makes it a connection like any other: facades, tags, streams and heartbeat", async () => {
    const { controller, shown } = await serving(answers);
    const clock = new VirtualClock();
    const { tag: _tag, password: _password, ...info } = controller.info();
    await using connection = await open({ ...info, skipLogin: true }, { ...PATIENT, clock });
    expect(connection.facades.size).toBe(0);
    expect(clock.pending).toBe(0);
    await connection.call(byHand);
    expect(connection.bestFacadeVersion("Machiner")).toBe(5);
    expect(facadeClient(connection, Machiner)).toBeDefined();
    expect(connection.controllerTag).toBe(`controller-${CONTROLLER}`);
    expect(connection.modelTag).toBe(`model-${MODEL}`);
    await (await connection.connectStream("/logsink")).close();
    expect(shown[0]?.authorization).toBeUndefined();
    expect(clock.pending).toBe(1);
    await clock.advance(30_000);
    while (controller.requests.at(-1)?.method !== "Ping") await flushPromises();
  });

  test("has its streams' credentials from the provider, where one is given", async () => {
    const { controller, shown } = await serving(answers);
    const { tag: _tag, password: _password, ...info } = controller.info();
    const loginProvider = bearerLogin(() => "t-1");
    const options = { ...PATIENT, loginProvider };
    await using connection = await open({ ...info, skipLogin: true }, options);
    expect(controller.requests).toEqual([]);
    await connection.call(byHand);
    await (await connection.connectStream("/logsink")).close();
    expect(shown[0]?.authorization).toBe("Bearer t-1");
  });

  test("to another model than was asked for is refused", async () => {
    const other = loginResult({ "model-tag": "model-00000000-0000-4000-8000-000000000000" });
    const { controller } = await serving({ "Admin.LoginHashed": () => other });
    const { tag: _tag, password: _password, ...info } = controller.info();
    await using connection = await open({ ...info, skipLogin: true }, PATIENT);
    await expect(connection.call(byHand)).rejects.toMatchObject({ code: "ERR_LOGIN_REPLY" });
    await expect(connection.connectStream("/logsink")).rejects.toMatchObject({
      code: "ERR_NOT_LOGGED_IN",
    });
  });

  test("that fails leaves it as it was", async () => {
    const { controller } = await serving({
      "Admin.Challenge": () => ({ challenge: "x" }),
      "Admin.LoginHashed": () => {
        throw new ApiError("a bad hash", { code: "unauthorized access" });
      },
    });
    const { tag: _tag, password: _password, ...info } = controller.info();
    await using connection = await open({ ...info, skipLogin: true }, PATIENT);
    await connection.call({ ...byHand, method: "Challenge" });
    await expect(connection.call(byHand)).rejects.toMatchObject({ code: "unauthorized access" });
    expect(connection.facades.size).toBe(0);
    expect(await connection.isBroken()).toBe(false);
  });
});

test("open takes no options, and has the defaults then", async () => {
  await using controller = await TestController.start();
  await using connection = await open(controller.info());
  expect(connection.authTag).toBe("machine-0");
});
