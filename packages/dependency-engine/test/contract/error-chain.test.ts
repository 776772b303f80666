import { expect, test } from "vitest";
import { causes } from "../../src/index.js";
import { errorFacts } from "../../src/contract/error-facts.js";
import { signalIn } from "../../src/contract/errors.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { policyFor } from "../../src/contract/restart-policy.js";

test("causes walks each error once, nearest first, through causes and aggregates", () => {
  const leaf = new Error("leaf");
  const loop = new Error("loop");
  loop.cause = loop;
  const top = new AggregateError([leaf, loop, "text"], "top", { cause: leaf });
  expect([...causes(top)]).toEqual([top, leaf, loop, "text"]);
  expect([...causes(undefined)]).toEqual([]);
  expect([...causes("text")]).toEqual(["text"]);
  expect([...causes(null)]).toEqual([null]);
});

test("a cause or a member that is undefined hides none of the others", () => {
  const member = new Error("member");
  const top = new AggregateError([undefined, member], "top", { cause: undefined });
  expect([...causes(top)]).toEqual([top, member]);
});

test("what an end asks for is told by its code, whatever it is made of", () => {
  expect(signalIn({ code: "ERR_BOUNCE" })).toBe("ERR_BOUNCE");
  expect(signalIn(new Error("outer", { cause: { code: "ERR_UNINSTALL" } }))).toBe("ERR_UNINSTALL");
  expect(signalIn(Object.assign(new Error("first"), { code: "ERR_TLS" }))).toBeUndefined();
  for (const nothing of [null, "ERR_BOUNCE", 1, {}, new Error("outer", { cause: null })]) {
    expect(signalIn(nothing)).toBeUndefined();
  }
});

test("a policy for a code passes over what has none", () => {
  const policy = { when: "ERR_DNS" };
  const dns = Object.assign(new Error("no such host"), { code: "ERR_DNS" });
  expect(policyFor(new AggregateError([null, "text", 1, {}, dns]), [policy])).toBe(policy);
  for (const other of [null, "ERR_DNS", 1, {}, new Error("ERR_DNS")]) {
    expect(policyFor(other, [policy])).toEqual({});
  }
});

test("nothing and null are clean ends, and anything else has failed", () => {
  expect([undefined, null].map((end) => outcomeOf(end).kind)).toEqual(["finished", "finished"]);
  expect([0, "", false].map((end) => outcomeOf(end).kind)).toEqual(["failed", "failed", "failed"]);
});

test.each([
  [new TypeError("broken"), { name: "TypeError", message: "broken" }],
  [new TypeError(""), { name: "TypeError", message: "TypeError" }],
  [
    Object.assign(new Error("no route"), { code: "EHOSTUNREACH" }),
    { name: "Error", message: "no route", code: "EHOSTUNREACH" },
  ],
  [Object.assign(new Error("odd"), { code: 7 }), { name: "Error", message: "odd" }],
  ["text", { message: "text" }],
  [7, { message: "7" }],
  [null, { message: "null" }],
  [Object.create(null), { message: "[object Object]" }],
])("of %o a report says %o", (error, facts) => {
  expect(errorFacts(error)).toStrictEqual(facts);
});
