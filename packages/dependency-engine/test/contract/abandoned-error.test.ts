import { expect, test } from "vitest";
import { AbandonedError, abandonedIn } from "../../src/contract/abandoned-error.js";

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `w${index}`);
}

test("up to ten are named in the message, and the rest counted", () => {
  const ten = names(10)
    .map((name) => `"${name}"`)
    .join(", ");
  expect(new AbandonedError(names(1)).message).toBe('"w0" did not stop in time, abandoned');
  expect(new AbandonedError(names(10)).message).toBe(`${ten} did not stop in time, abandoned`);
  expect(new AbandonedError(names(12)).message).toBe(
    `${ten} and 2 more did not stop in time, abandoned`,
  );
  expect(new AbandonedError(names(12)).manifolds).toEqual(names(12));
});

test.for([undefined, null])("a cause that is %s is none", (cause) => {
  const error = new AbandonedError(["a"], cause);
  expect(error.message).toBe('"a" did not stop in time, abandoned');
  expect("cause" in error).toBe(false);
});

test("what the engine stopped for comes first, and is kept", () => {
  const cause = new Error("no disk");
  const error = new AbandonedError(["a"], cause);
  expect(error.message).toBe('no disk ("a" did not stop in time, abandoned)');
  expect(error.cause).toBe(cause);
});

test("the names inside are found through causes, in no other error, and a thousand at most", () => {
  const inner = new AbandonedError(["a", "b"]);
  expect(abandonedIn(new Error("outer", { cause: inner }))).toEqual(["a", "b"]);
  expect(abandonedIn(Object.assign(new Error("like it"), { manifolds: ["a"] }))).toEqual([]);
  expect(abandonedIn(undefined)).toEqual([]);
  expect(abandonedIn(new AbandonedError(names(1001)))).toEqual(names(1000));
  const odd = { code: "ERR_ABANDONED", manifolds: ["a", 5, "b"] };
  expect(abandonedIn(Object.assign(new Error("odd"), odd))).toEqual(["a"]);
});
