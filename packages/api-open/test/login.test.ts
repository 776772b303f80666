import type { LifeResult, LoginResult } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";
import {
  ANONYMOUS_USER,
  type ApiErrorCode,
  DischargeRequiredError,
  findApiError,
  isApiError,
  onlyResult,
  open,
  openFollowingRedirect,
  RedirectError,
  resultError,
} from "../src/index.js";
import {
  CONTROLLER,
  loginResult,
  MODEL,
  TestController,
  PATIENT,
} from "./support/test-controller.js";

function answering(login: () => unknown, more: Record<string, () => unknown> = {}) {
  return TestController.start({ answers: { "Admin.Login": login, ...more } });
}

describe("a login that is refused", () => {
  test.each<[ApiErrorCode, string]>([
    ["unauthorized access", "invalid entity name or password"],
    ["not provisioned", "machine 0 not provisioned"],
    ["try again", "try again"],
    ["model not found", `unknown model: "${MODEL}"`],
    ["upgrade in progress", "upgrade in progress"],
    ["not supported", "this version of Juju does not support login from old clients"],
    ["login expired", "login expired"],
    ["no credentials provided", "no credentials provided"],
    ["model migration in progress", "model migration in progress"],
    ["quota limit exceeded", "quota limit exceeded"],
    ["excessive contention", "excessive contention"],
  ])("for %j says so by its code, whatever is put around it", async (code, message) => {
    await using controller = await answering(() => {
      throw new ApiError(message, { code });
    });
    const error = await open(controller.info(), PATIENT).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "ApiError", message, code });
    const wrapped = new Error("cannot open api", { cause: new Error("again", { cause: error }) });
    expect(isApiError(wrapped, code)).toBe(true);
    expect(isApiError(wrapped, "not leader")).toBe(false);
    expect(findApiError(wrapped)).toBe(error);
  });

  test("without any code keeps its words", async () => {
    const message = "login for machine 0 blocked because upgrade is in progress";
    await using controller = await answering(() => {
      throw new ApiError(message, { code: "" });
    });
    await expect(open(controller.info(), PATIENT)).rejects.toMatchObject({ message, code: "" });
  });

  test("by a demand for a discharge is that error, with the macaroon", async () => {
    await using controller = await answering(() => ({
      "discharge-required": { old: true },
      "bakery-discharge-required": { new: true },
      "discharge-required-error": "third party wants to know",
    }));
    const refused = open(controller.info({ tag: "user-bob" }), PATIENT);
    await expect(refused).rejects.toBeInstanceOf(DischargeRequiredError);
    await expect(refused).rejects.toMatchObject({
      code: "macaroon discharge required",
      macaroon: { new: true },
      info: { macaroon: { old: true }, "bakery-macaroon": { new: true } },
    });
  });

  test("is not by a demand for nothing: null is how some say that there is none", async () => {
    await using controller = await answering(() => ({
      ...loginResult(),
      "discharge-required": null,
      "bakery-discharge-required": null,
    }));
    await using connection = await open(controller.info(), PATIENT);
    expect(connection.modelTag).toBe(`model-${MODEL}`);
  });
});

describe("a redirect", () => {
  const servers = [[{ value: "10.0.0.9", type: "ipv4", scope: "public", port: 17070 }]];

  test("that says where to go is an error that carries it", async () => {
    const info = {
      servers,
      "ca-cert": "PEM",
      "controller-tag": `controller-${CONTROLLER}`,
      "controller-alias": "other",
    };
    await using controller = await answering(() => {
      throw new ApiError("redirection to alternative server required", {
        code: "redirection required",
        info,
      });
    });
    const error = await open(controller.info({ tag: "user-bob" }), PATIENT).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(RedirectError);
    expect(error).toMatchObject({
      code: "redirection required",
      addrs: ["10.0.0.9:17070"],
      caCert: "PEM",
      controllerTag: `controller-${CONTROLLER}`,
      controllerAlias: "other",
      follow: false,
    });
    // What the union calls the info, and the class's own members, are one.
    expect(findApiError(new Error("no", { cause: error }), "redirection required")).toBe(error);
  });

  test("that says nothing is asked about, and may then be followed without asking the user", async () => {
    await using controller = await answering(
      () => {
        throw new ApiError("redirection to alternative server required", {
          code: "redirection required",
        });
      },
      { "Admin.RedirectInfo": () => ({ servers, "ca-cert": "PEM" }) },
    );
    await expect(open(controller.info({ tag: "user-bob" }), PATIENT)).rejects.toMatchObject({
      addrs: ["10.0.0.9:17070"],
      caCert: "PEM",
      follow: true,
    });
  });

  test("to servers without an address is asked about, and to none at all is no redirect", async () => {
    let asked: unknown = { servers, "ca-cert": "PEM" };
    await using controller = await answering(
      () => {
        const info = { servers: [[], []], "ca-cert": "other" };
        throw new ApiError("elsewhere", { code: "redirection required", info });
      },
      { "Admin.RedirectInfo": () => asked },
    );
    await expect(open(controller.info(), PATIENT)).rejects.toMatchObject({
      addrs: ["10.0.0.9:17070"],
      follow: true,
    });
    asked = { servers: [[]], "ca-cert": "PEM" };
    await expect(open(controller.info(), PATIENT)).rejects.toMatchObject({
      code: "ERR_LOGIN_REPLY",
      message: expect.stringContaining("names no address"),
    });
  });

  test("about which the controller will not say more is an error that says so", async () => {
    await using controller = await answering(
      () => {
        throw new ApiError("redirection to alternative server required", {
          code: "redirection required",
        });
      },
      {
        "Admin.RedirectInfo": () => {
          throw new ApiError("not redirected", { code: "" });
        },
      },
    );
    await expect(open(controller.info(), PATIENT)).rejects.toMatchObject({
      message: "cannot get redirect addresses: not redirected",
      code: "redirection required",
      cause: { message: "not redirected" },
    });
  });

  test("is followed once by the helper, which changes nothing in the info it was given", async () => {
    await using there = await TestController.start();
    const at = { value: "127.0.0.1", type: "ipv4", scope: "local-machine", port: there.port };
    const info = { servers: [[at]], "ca-cert": there.ca.cert };
    await using controller = await answering(() => {
      throw new ApiError("elsewhere", { code: "redirection required", info });
    });
    const given = Object.freeze(controller.info());
    const followed = await openFollowingRedirect(open, given, PATIENT);
    await using connection = followed.connection;
    expect(connection.addr).toBe(there.address);
    expect(followed.info).toEqual({ ...given, addrs: [there.address], caCert: there.ca.cert });
    expect(followed.redirect).toBeInstanceOf(RedirectError);
    const direct = await openFollowingRedirect(open, there.info(), PATIENT);
    await using straight = direct.connection;
    expect([straight.addr, direct.redirect]).toEqual([there.address, undefined]);
  });

  test("to a controller that redirects too is not followed again", async () => {
    let logins = 0;
    let info: unknown;
    await using controller = await answering(() => {
      logins += 1;
      throw new ApiError("elsewhere", { code: "redirection required", info });
    });
    const at = { value: "127.0.0.1", type: "ipv4", scope: "", port: controller.port };
    info = { servers: [[at]], "ca-cert": controller.ca.cert };
    await expect(openFollowingRedirect(open, controller.info(), PATIENT)).rejects.toBeInstanceOf(
      RedirectError,
    );
    expect(logins).toBe(2);
  });
});

describe("the reply to a login", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "for another model",
      loginResult({ "model-tag": `model-${CONTROLLER}` }),
      /mismatched model tag in login result/u,
    ],
    [
      "without the model",
      loginResult({ "model-tag": "" }),
      /mismatched model tag in login result \(got "" want/u,
    ],
    [
      "with a controller that is none",
      loginResult({ "controller-tag": "controller-x" }),
      /"controller-x" is not a valid controller tag/u,
    ],
    [
      "with a version that is none",
      loginResult({ "server-version": "new" }),
      /"new" is not a valid version/u,
    ],
    [
      "with servers of the wrong shape",
      { ...loginResult(), servers: "here" },
      /malformed result of Admin.Login, at servers/u,
    ],
    ["with a user that is no tag", userReply("bob"), /identity "bob" is no tag/u],
  ])("%s is no reply to it, and the connection is closed", async (_what, reply, message) => {
    await using controller = await answering(() => reply);
    const refused = open(controller.info(), PATIENT);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code: "ERR_LOGIN_REPLY" });
    await controller.ended(0);
    expect(controller.served[0]?.peer.closed.reason).toMatchObject({ by: "peer" });
  });

  test("of a user says who it is and what it may do", async () => {
    await using controller = await answering(() => userReply("user-bob@external"));
    await using connection = await open(controller.info({ tag: "user-bob" }), PATIENT);
    expect([connection.authTag, connection.controllerAccess]).toEqual([
      "user-bob@external",
      "superuser",
    ]);
  });

  test("puts the address that answered first, within its server and before the others", async () => {
    const server = (...hosts: string[]) =>
      hosts.map((value) => ({ value, type: "ipv4", scope: "local-cloud", port: 0 }));
    await using controller = await answering(() => ({
      ...loginResult(),
      servers: [server("10.0.0.1"), server("10.0.0.2", "127.0.0.1")].map((list) =>
        list.map((address) => ({ ...address, port: controller.port })),
      ),
    }));
    await using connection = await open(controller.info(), PATIENT);
    const hosts = connection.apiHostPorts.map((list) => list.map(({ value }) => value));
    expect(hosts).toEqual([["127.0.0.1", "10.0.0.2"], ["10.0.0.1"]]);
  });

  test("without the address that answered gets it as a server of its own", async () => {
    await using controller = await answering(() => loginResult());
    await using connection = await open(controller.info(), PATIENT);
    expect(connection.apiHostPorts).toEqual([
      [{ value: "127.0.0.1", type: "ipv4", scope: "", port: controller.port }],
      loginResult().servers?.[0],
    ]);
  });

  test("to nobody is a connection with what anybody may have", async () => {
    const facades = [
      { name: "CrossController", versions: [1] },
      { name: "NotifyWatcher", versions: [1] },
    ];
    await using controller = await answering(() => loginResult({ facades }));
    const { password: _, nonce: __, ...info } = controller.info({ tag: ANONYMOUS_USER });
    await using connection = await open(info, PATIENT);
    expect(controller.requests[0]?.params).toMatchObject({
      "auth-tag": "user-jujuanonymous",
      credentials: "",
      nonce: "",
    });
    expect([connection.authTag, connection.bestFacadeVersion("NotifyWatcher")]).toEqual([
      ANONYMOUS_USER,
      1,
    ]);
  });
});

describe("the one result of a question about one entity", () => {
  test("is the result, or its error as that of a call, or none", () => {
    expect(onlyResult<LifeResult>([{ life: "alive" }])).toEqual({ life: "alive" });
    const error = { message: "permission denied", code: "unauthorized access", info: { a: 1 } };
    expect(() => onlyResult([{ error }])).toThrow(resultError(error));
    expect(resultError(error)).toMatchObject({ code: "unauthorized access", info: { a: 1 } });
    expect(() => onlyResult([])).toThrow("expected 1 result, got 0");
    expect(() => onlyResult([{}, {}])).toThrow(
      expect.objectContaining({ code: "ERR_UNEXPECTED_RESULTS" }),
    );
  });
});

function userReply(identity: string): LoginResult {
  return loginResult({
    "user-info": {
      "display-name": "Bob",
      identity,
      "controller-access": "superuser",
      "model-access": "admin",
    },
  });
}
