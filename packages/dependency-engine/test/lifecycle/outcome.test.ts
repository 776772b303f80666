import { expect, test } from "vitest";
import { signalIn } from "../../src/contract/end-signals.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { policyFor } from "../../src/contract/restart-policy.js";

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
