/*
 * Nobody logs a secret. Should someone do so all the same, this is the last net, and the only list of
 * names: whatever writes or sends a log hides the fields that are named like one.
 */
import { isKind } from "./error-chain.js";
import type { LogFields } from "./logger.js";

/** What stands in the place of a secret. */
export const HIDDEN = "(hidden)";

const SECRET_NAME = /password|secret|macaroon|credential|token/i;

/** How far below a field its members are looked at: a field, its members, and theirs. */
const DEPTH = 2;

/**
 * `fields` with {@link HIDDEN} in the place of every value whose name contains `password`, `secret`,
 * `macaroon`, `credential` or `token`, in any case, down to two levels below the fields themselves.
 * What holds no such name is the same object as before; an Error among the fields is left as it is,
 * since a log tells of it only what `errorFacts` does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hideSecrets } from "@holdfast/ports";
 *
 * assert.deepEqual(hideSecrets({ tag: "machine-0", login: { oldPassword: "hunter2" } }), {
 *   tag: "machine-0",
 *   login: { oldPassword: "(hidden)" },
 * });
 * ```
 */
export function hideSecrets(fields: LogFields): LogFields {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) shown[name] = valueOf(name, value, DEPTH);
  return shown;
}

function valueOf(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name)) return HIDDEN;
  if (depth === 0 || typeof value !== "object" || value === null) return value;
  if (depth === DEPTH && isKind(value, Error)) return value;
  try {
    return membersOf(value, depth - 1);
  } catch {
    return value; // what cannot be read shows nothing either
  }
}

function membersOf(value: object, depth: number): unknown {
  if (ArrayBuffer.isView(value)) return value;
  const members = Object.entries(value);
  const shown = members.map(([name, member]) => [name, valueOf(name, member, depth)] as const);
  if (shown.every(([, member], at) => member === members[at]?.[1])) return value;
  return Array.isArray(value) ? shown.map(([, member]) => member) : Object.fromEntries(shown);
}
