import { expect, test, vi } from "vitest";
import { ApiError } from "../src/index.js";

test("an ApiError of another copy of this package is one, and nothing else is", async () => {
  vi.resetModules();
  const other = await import("../src/api-error.js");
  expect(other.ApiError).not.toBe(ApiError);
  const error = new other.ApiError("not leader", { code: "not leader" });
  expect(error instanceof ApiError).toBe(true);
  expect(new ApiError("gone", { code: "not found" }) instanceof other.ApiError).toBe(true);
  const others: unknown[] = [new Error("no"), { code: "not found" }, null, undefined, "ApiError"];
  expect(others.map((value) => value instanceof ApiError)).toEqual(others.map(() => false));
});

test("a class that extends ApiError holds its own instances only", () => {
  class RefusedError extends ApiError {}
  const plain = new ApiError("no", { code: "unauthorized access" });
  const refused = new RefusedError("no", { code: "unauthorized access" });
  expect([refused instanceof RefusedError, refused instanceof ApiError]).toEqual([true, true]);
  expect(plain instanceof RefusedError).toBe(false);
});
