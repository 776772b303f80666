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
  // The set grows while it is walked.
  const found = new Set<unknown>([error]);
  for (const next of found) {
    if (next === undefined) continue;
    yield next;
    if (typeof next !== "object" || next === null) continue;
    if ("cause" in next) found.add(next.cause);
    if (next instanceof AggregateError) for (const member of next.errors) found.add(member);
  }
}

/** The `code` that `error` carries, whoever made it: another copy of a package, or another realm. */
export function codeOf(error: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whatever it is, it may have one
  return (error as { readonly code?: unknown } | null | undefined)?.code;
}
