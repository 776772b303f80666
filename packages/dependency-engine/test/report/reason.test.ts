import { expect, test } from "vitest";
import { textOf, withError } from "../../src/report/reason.js";

test("a reason has the error's words and its code, each where there is one", () => {
  const refused = Object.assign(new Error("no route"), { code: "ECONNREFUSED" });
  expect(withError("db", "failed", refused)).toStrictEqual({
    manifold: "db",
    what: "failed",
    error: { message: "no route", code: "ECONNREFUSED" },
  });
  expect(withError("db", "failed", new Error("no route"))).toStrictEqual({
    manifold: "db",
    what: "failed",
    error: { message: "no route" },
  });
  expect(withError("db", "waits", undefined)).toStrictEqual({ manifold: "db", what: "waits" });
  expect(textOf(refused)).toBe("no route");
});
