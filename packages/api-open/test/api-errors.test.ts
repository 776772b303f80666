// The controller's errors, over real sockets: each is told apart by its code, wherever it comes.
import { describe, expect, test, vi } from "vitest";
import { ApiError } from "@holdfast/rpc";
import {
  type ApiErrorCode,
  type Connection,
  findApiError,
  isApiError,
  onlyResult,
  open,
  resultError,
} from "../src/index.js";
import { PATIENT, TestController } from "./support/test-controller.js";

/** Every code, with the words it typically comes with; one that is missing does not compile. */
const words = {
  "access required": "access required",
  "action no longer available": "action no longer available",
  "already exists": "already exists",
  "application should not have units": "application should not have units",
  "bad request": "bad request",
  "cannot enter scope": "cannot enter scope",
  "cannot enter scope yet": "cannot enter scope yet",
  "cloud region required": "cloud region required",
  "controller has hosted models": "hosting 2 other models",
  "controller/model has persistent storage": "model contains persistent storage",
  dead: "machine 0 is dead",
  "deadline exceeded": "context deadline exceeded",
  "excessive contention": "excessive contention",
  "fatal login error": "fatal login error",
  forbidden: "forbidden",
  "incompatible base": "incompatible base",
  "incompatible clouds": "incompatible clouds",
  "leadership claim denied": "leadership claim denied",
  "lease claim denied": "lease claim denied",
  "login expired": "login expired",
  "machine has assigned units": "machine 0 has unit mysql/0 assigned",
  "machine has attached storage": "machine 0 has attached storage",
  "machine is hosting containers": "machine 0 is hosting containers",
  "macaroon discharge required": "verification failed",
  "method not allowed": "method not allowed",
  "model migration in progress": "model migration in progress",
  "model not empty": "model not empty",
  "model not found": 'unknown model: "x"',
  "no address set": "no address set",
  "no credentials provided": "no credentials provided",
  "not assigned": "not assigned",
  "not found": "unknown watcher id",
  "not implemented": 'unknown object type "X"',
  "not leader": "not leader",
  "not provisioned": "machine 0 not provisioned",
  "not supported": "this version of Juju does not support login from old clients",
  "not valid": "not valid",
  "not yet available; try again later": "not yet available; try again later",
  "operation is blocked": "operation is blocked",
  "quota limit exceeded": "quota limit exceeded",
  "redirection required": "redirection to alternative server required",
  retry: "retry",
  "session token invalid": "session token expired",
  stopped: "watcher has been stopped",
  "storage is attached": "storage is attached",
  "try again": "try again",
  "unauthorized access": "permission denied",
  "unit has subordinates": "unit has subordinates",
  "upgrade in progress": "upgrade in progress",
  "user not found": "user not found",
} as const satisfies Record<ApiErrorCode, string>;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are what its type says
const codes = Object.keys(words) as ApiErrorCode[];

interface Answers {
  call?: () => unknown;
  result?: unknown;
}

async function answering(answers: Answers): Promise<AsyncDisposable & { connection: Connection }> {
  const controller = await TestController.start({
    answers: {
      "Agent.Call": () => answers.call?.(),
      "Agent.Ask": () => ({ results: [{ error: answers.result }] }),
    },
  });
  const connection = await open(controller.info(), PATIENT);
  return {
    connection,
    [Symbol.asyncDispose]: async () => {
      await connection.close();
      await controller[Symbol.asyncDispose]();
    },
  };
}

/** What a call was refused with. */
function refusal(connection: Connection): Promise<unknown> {
  return connection.call({ facade: "Agent", method: "Call" }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function firstResult(connection: Connection): Promise<unknown> {
  const answer = await connection.call({ facade: "Agent", method: "Ask" });
  try {
    return onlyResult(Object(answer).results);
  } catch (error) {
    return error;
  }
}

describe("every code of the controller's", () => {
  test("is told apart from every other: of a call, of a result, and behind other errors", async () => {
    const answers: Answers = {};
    await using session = await answering(answers);
    for (const code of codes) {
      const message = words[code];
      answers.call = () => {
        throw new ApiError(message, { code });
      };
      answers.result = { message, code };
      // oxlint-disable-next-line no-await-in-loop -- one connection, one code after the other
      const found = [await refusal(session.connection), await firstResult(session.connection)];
      for (const error of found) {
        expect(error).toMatchObject({ name: "ApiError", message, code });
        const wrapped = new Error("cannot go on", { cause: new Error("again", { cause: error }) });
        expect(findApiError(wrapped)).toBe(error);
        expect(codes.filter((each) => isApiError(wrapped, each))).toEqual([code]);
        expect(findApiError(wrapped, code)).toBe(error);
      }
    }
  });

  test("that is none of them is kept as it came", async () => {
    const answers: Answers = { result: { message: "new in 4.0", code: "brand new" } };
    await using session = await answering(answers);
    const error = await firstResult(session.connection);
    expect(findApiError(error)).toMatchObject({ code: "brand new", message: "new in 4.0" });
    expect(codes.filter((code) => isApiError(error, code))).toEqual([]);
  });

  test("comes from another copy of the library all the same", async () => {
    vi.resetModules();
    const other = await import("@holdfast/rpc");
    expect(other.ApiError).not.toBe(ApiError);
    const info = { "server-address": "10.0.0.2:17070", "server-id": "2" };
    const theirs = new other.ApiError("not leader", { code: "not leader", info });
    const wrapped = new Error("cannot go on", { cause: theirs });
    expect(findApiError(wrapped, "not leader")).toBe(theirs);
    expect(findApiError(wrapped, "not leader")?.info?.["server-id"]).toBe("2");
  });

  test("is found among several errors at once, and behind what cannot be read", () => {
    const answer = new ApiError("try again", { code: "try again" });
    const { proxy, revoke } = Proxy.revocable(new Error("gone"), {});
    revoke();
    const several = new AggregateError([proxy, new Error("cannot go on", { cause: answer })]);
    expect(findApiError(several)).toBe(answer);
    expect(isApiError(new Error("all failed", { cause: several }), "try again")).toBe(true);
    expect(findApiError(proxy)).toBeUndefined();
  });

  test("is not looked for for ever where causes go round in a circle", () => {
    const first = new Error("first");
    first.cause = new Error("second", { cause: first });
    expect(findApiError(first)).toBeUndefined();
  });
});

describe("what comes along with an error", () => {
  const leader = { "server-address": "10.0.0.2:17070", "server-id": "2" };
  const host = { value: "10.0.0.9", type: "ipv4", scope: "public", port: 17070 };
  const elsewhere = { servers: [[host]], "ca-cert": "PEM", "controller-alias": "other" };
  const discharge = { macaroon: { id: 1 }, "bakery-macaroon": { id: 2 }, "macaroon-path": "/" };

  test.each([
    ["not leader", leader],
    ["redirection required", elsewhere],
    ["macaroon discharge required", discharge],
  ] as const)("%j is what the code calls for, in a call and in a result", async (code, info) => {
    const answers: Answers = {
      call: () => {
        throw new ApiError("no", { code, info });
      },
      result: { message: "no", code, info },
    };
    await using session = await answering(answers);
    for (const error of [await refusal(session.connection), await firstResult(session.connection)])
      expect(findApiError(error, code)?.info).toEqual(info);
  });

  test.each([
    ["in another case, among members nobody knows", { "SERVER-ID": "2", x: 1 }, "2"],
    ["null where there is nothing to say", { "server-id": null }, ""],
  ])("is read as any message is: %s", async (_what, info, id) => {
    const answers: Answers = { result: { message: "not leader", code: "not leader", info } };
    await using session = await answering(answers);
    const raw = new ApiError("not leader", { code: "not leader", info });
    for (const error of [await firstResult(session.connection), raw]) {
      const found = findApiError(error, "not leader");
      expect(found?.info).toEqual({ "server-address": "", "server-id": id });
      expect(found?.message).toBe("not leader");
    }
    expect(findApiError(raw, "not leader")?.cause).toBe(raw);
  });

  test.each([[7], [[]], [{ "server-id": 2 }], ["somewhere"]])(
    "is nothing where it is %j: the code counts, and what came is in the cause",
    (info) => {
      const raw = new ApiError("not leader", { code: "not leader", info });
      const found = findApiError(raw, "not leader");
      expect(found).toMatchObject({ code: "not leader", info: undefined, cause: raw });
    },
  );

  test("is kept as it came where the code calls for nothing", () => {
    const raw = new ApiError("dead", { code: "dead", info: { any: ["thing"] } });
    expect(findApiError(raw, "dead")).toBe(raw);
    expect(resultError({ message: "dead", code: "dead", info: { a: 1 } }).info).toEqual({ a: 1 });
  });
});

describe("what has no code of its own", () => {
  async function refusedWith(message: string, code: string): Promise<unknown> {
    await using controller = await TestController.start({
      answers: {
        "Admin.Login": () => {
          throw new ApiError(message, { code });
        },
      },
    });
    return await open(controller.info(), PATIENT).catch((error: unknown) => error);
  }

  test("is `no credentials provided` by its words, and the code it came under too", async () => {
    const message = "no credentials provided: none in the jar";
    const error = await refusedWith(message, "unauthorized access");
    expect(isApiError(error, "unauthorized access")).toBe(true);
    expect(findApiError(error)).toBe(error);
    expect(findApiError(error, "not found", "no credentials provided")).toMatchObject({
      code: "no credentials provided",
      message,
      cause: error,
    });
    expect(isApiError(error, "not found")).toBe(false);
    const either = findApiError(error, "unauthorized access", "no credentials provided");
    expect(either?.code).toBe("no credentials provided");
    const refused = await refusedWith("invalid entity name or password", "unauthorized access");
    expect(isApiError(refused, "no credentials provided")).toBe(false);
    const elsewhere = await refusedWith(message, "not found");
    expect(isApiError(elsewhere, "no credentials provided")).toBe(false);
  });

  test("is `not implemented` where a server of Juju 1.x says so in words", async () => {
    const words1x = "no such request - method Admin(3).Login is not implemented";
    expect(await refusedWith(words1x, "")).toMatchObject({ code: "not implemented" });
    const coded = await refusedWith("no such request", "not found");
    expect(isApiError(coded, "not implemented")).toBe(false);
  });

  test.each([
    "login for machine 0 blocked because upgrade is in progress",
    "login failed - maintenance in progress",
  ])("is no code at all, whatever the words: %s", async (message) => {
    const error = await refusedWith(message, "");
    expect(findApiError(error)).toMatchObject({ message, code: "" });
    expect(codes.filter((code) => isApiError(error, code))).toEqual([]);
  });
});
