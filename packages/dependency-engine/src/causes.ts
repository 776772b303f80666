/**
 * Every error that `error` is or was caused by, nearest first: its `cause`, and theirs, and each
 * member of an AggregateError. Loops in the chain are walked once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { causes } from "@holdfast/dependency-engine";
 *
 * const refused = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
 * const error = new Error("cannot open the API", { cause: refused });
 * assert.deepEqual([...causes(error)], [error, refused]);
 * ```
 */
export function* causes(error: unknown): Generator<unknown, void> {
  const seen = new Set<unknown>();
  const ahead: unknown[] = [error];
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    yield next;
    if (typeof next !== "object" || next === null) continue;
    if ("cause" in next && next.cause !== undefined) ahead.push(next.cause);
    if (next instanceof AggregateError) ahead.push(...(next.errors as unknown[]));
  }
}
