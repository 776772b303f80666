/* What a program may hand in, or end with, that nobody would write on purpose. */
import { BounceError } from "../../src/index.js";

const thrower = (): never => {
  throw new Error("cannot be read");
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function endless(): Error {
  const error = new Error("endless");
  Object.defineProperty(error, "cause", { get: endless });
  return error;
}

/** Errors, and what is none: each is a failure like any other. */
export const HOSTILE_ERRORS: Readonly<Record<string, () => unknown>> = {
  plain: () => new Error("plain"),
  "getters that throw": () =>
    Object.defineProperties(new Error("x"), {
      message: { get: thrower },
      code: { get: thrower },
      cause: { get: thrower },
      name: { get: thrower },
    }),
  "a revoked proxy": revoked,
  "no list of errors": () => Object.assign(new AggregateError([]), { errors: undefined }),
  "causes without end": endless,
  "no error": () => "only words",
  NaN: () => Number.NaN,
  "a request": () =>
    Object.assign(new Error("refused"), {
      code: "ECONNREFUSED",
      headers: { authorization: "secret" },
      toJSON: () => "secret",
    }),
  "a cycle with a BigInt": () => {
    const error: Error & { self?: unknown; n?: bigint } = new Error("cycle");
    error.self = error;
    error.n = 1n;
    return error;
  },
  "a bounce": () => new Error("wrapped", { cause: new BounceError() }),
};

/** Names that are those of something else in many an object. */
export const ODD_NAMES = ["__proto__", "constructor", "", "a/b", "x".repeat(500)] as const;

export const HOSTILE_RANDOMS: Readonly<Record<string, () => number>> = {
  "a fraction": () => 0.25,
  NaN: () => Number.NaN,
  throws: thrower,
};
