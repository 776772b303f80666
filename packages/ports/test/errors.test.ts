import { describe, expect, test } from "vitest";

import {
  codeOf,
  errorChain,
  errorFacts,
  errorText,
  findInChain,
  hasCode,
  isKind,
  readProperty,
} from "../src/index.js";

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const throwing = (...keys: readonly string[]): Error => {
  const error = new Error("as it was");
  for (const key of keys) {
    Object.defineProperty(error, key, {
      get: () => {
        throw new Error(`no ${key} for you`);
      },
    });
  }
  return error;
};
const hostile: readonly (readonly [string, unknown])[] = [
  ["a revoked proxy", revoked()],
  ["an error whose getters throw", throwing("message", "name", "cause", "code", "stack")],
  [
    "an AggregateError without members",
    Object.assign(new AggregateError([]), { errors: undefined }),
  ],
  [
    "an AggregateError whose members throw",
    Object.assign(new AggregateError([]), { errors: revoked() }),
  ],
  ["an object without a prototype", Object.create(null)],
  ["an object that is no text", { toString: () => ({}) }],
  ["a symbol", Symbol("thrown")],
  ["a bigint", 1n],
  ["null", null],
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["an error whose message is no text", Object.assign(new Error("x"), { message: 7, name: {} })],
  ["a function", () => undefined],
];

describe("errorChain", () => {
  test("gives the error, then its causes, the members of an AggregateError too, nearest first", () => {
    const deep = new Error("deep");
    const member = new Error("member", { cause: deep });
    const aggregate = new AggregateError([member, "text"], "several");
    const top = new Error("top", { cause: aggregate });
    expect([...errorChain(top)]).toEqual([top, aggregate, member, "text", deep]);
  });

  test("gives both sides of a SuppressedError", () => {
    const [error, suppressed] = [new Error("while disposing"), new Error("before")];
    const both = Object.assign(new Error("two"), { name: "SuppressedError", error, suppressed });
    expect([...errorChain(both)]).toEqual([both, error, suppressed]);
  });

  test("gives each once, where a chain bites its own tail", () => {
    const one = new Error("one");
    const two = new Error("two", { cause: one });
    one.cause = two;
    expect([...errorChain(two)]).toEqual([two, one]);
  });

  test("gives nothing for undefined, and follows what is behind a cause that is no error", () => {
    expect([...errorChain(undefined)]).toEqual([]);
    const behind = new Error("behind");
    const top = new Error("top", { cause: { cause: behind } });
    expect([...errorChain(top)].at(-1)).toBe(behind);
  });

  test("ends in a chain that makes a new cause each time it is asked", () => {
    const endless = (): object => ({
      get cause() {
        return endless();
      },
    });
    expect([...errorChain(endless())]).toHaveLength(1000);
    const wide = new AggregateError(Array.from({ length: 100_000 }, (_, index) => index));
    expect([...errorChain(wide)]).toHaveLength(1000);
  });

  test.each(hostile)("and everything else about errors bears %s", (_, thrown) => {
    expect(() => [...errorChain(thrown)]).not.toThrow();
    expect(typeof errorFacts(thrown).message).toBe("string");
    expect(typeof errorText(thrown)).toBe("string");
    expect(hasCode(thrown, "ERR_X")).toBe(false);
    expect(codeOf(thrown)).toBeUndefined();
    expect(typeof isKind(thrown, TypeError)).toBe("boolean");
    expect(() => readProperty(thrown, "anything")).not.toThrow();
    const wrapped = new Error("wrapped", { cause: thrown });
    expect([...errorChain(wrapped)][0]).toBe(wrapped);
  });
});

describe("what is looked for in a chain", () => {
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const top = new Error("top", { cause: new AggregateError([new TypeError("type"), refused]) });

  test("is found by its code, wherever it stands", () => {
    expect(hasCode(top, "ECONNREFUSED")).toBe(true);
    expect(hasCode(top, "ENOENT")).toBe(false);
  });

  test("is found by its kind, the nearest first", () => {
    expect(findInChain(top, (link) => isKind(link, TypeError))).toEqual(new TypeError("type"));
    expect(findInChain(top, (link) => link === 7)).toBeUndefined();
  });
});

describe("errorFacts", () => {
  test("are the name, the message and a code that is text", () => {
    const error = Object.assign(new RangeError("too far"), { code: "ERR_FAR" });
    expect(errorFacts(error)).toEqual({ name: "RangeError", message: "too far", code: "ERR_FAR" });
    expect(errorFacts(Object.assign(new Error("x"), { code: 7 }))).not.toHaveProperty("code");
    expect(errorFacts(Object.assign(new Error("x"), { code: "" }))).not.toHaveProperty("code");
  });

  test("of an error without a message say its name", () => {
    expect(errorText(new TypeError(""))).toBe("TypeError");
  });
});
