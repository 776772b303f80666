/*
 * The one walk over an error and what caused it. An error may come from anywhere: a worker, a
 * plugin, another realm. So every property is read as one that may throw, and the walk is bounded.
 */
import { readProperty } from "./read-property.js";

/** So many errors of one chain are walked, and so many members of one AggregateError are looked at. */
const LONGEST_CHAIN = 1000;

/**
 * `error` and every error that it is or was caused by, nearest first (breadth first): through
 * `cause`, the members of an AggregateError and both sides of a SuppressedError. Each is given once,
 * so a chain that bites its own tail ends; after a thousand it ends too. Never throws, whatever
 * `error` is: a property that cannot be read is as if it were not there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { errorChain } from "@holdfast/ports";
 *
 * const refused = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
 * const error = new Error("cannot open the API", { cause: refused });
 * assert.deepEqual([...errorChain(error)], [error, refused]);
 * ```
 */
export function* errorChain(error: unknown): Generator<unknown, void> {
  // The set grows while it is walked.
  const found = new Set<unknown>([error]);
  let walked = 0;
  for (const next of found) {
    if (next === undefined) continue;
    yield next;
    walked += 1;
    if (walked >= LONGEST_CHAIN) return;
    if (typeof next !== "object" || next === null) continue;
    found.add(readProperty(next, "cause"));
    const kind = readProperty(next, "name");
    if (kind === "AggregateError" || isKind(next, AggregateError)) addMembers(next, found);
    if (kind === "SuppressedError") {
      found.add(readProperty(next, "error"));
      found.add(readProperty(next, "suppressed"));
    }
  }
}

/** The first error of the chain for which `test` holds; undefined where there is none. */
export function findInChain<Found>(
  error: unknown,
  test: (link: unknown) => link is Found,
): Found | undefined;
export function findInChain(error: unknown, test: (link: unknown) => boolean): unknown;
export function findInChain(error: unknown, test: (link: unknown) => boolean): unknown {
  for (const link of errorChain(error)) if (test(link)) return link;
  return undefined;
}

/** `value instanceof constructor`, and false where that cannot be asked, as of a revoked proxy. */
export function isKind<T>(
  value: unknown,
  constructor: abstract new (...given: never[]) => T,
): value is T {
  try {
    return value instanceof constructor;
  } catch {
    return false;
  }
}

/** Whether `value` is an error to the runtime: also one of another realm, which is no `Error` of this one. */
export function isError(value: unknown): boolean {
  if (isKind(value, Error)) return true;
  try {
    return Object.prototype.toString.call(value) === "[object Error]";
  } catch {
    return false;
  }
}

function addMembers(aggregate: object, found: Set<unknown>): void {
  const members = readProperty(aggregate, "errors");
  try {
    if (!Array.isArray(members)) return;
    const many = Math.min(members.length, LONGEST_CHAIN);
    for (let index = 0; index < many; index++) found.add(readProperty(members, index));
  } catch {
    // A list that cannot be read has no members.
  }
}
