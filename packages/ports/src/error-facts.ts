import { errorChain, isError } from "./error-chain.js";
import { readProperty } from "./read-property.js";
import { shownText } from "./shown-text.js";

/** An error as data: what a report, or a line of a log, says of it. */
export interface ErrorFacts {
  readonly message: string;
  /** Of an Error: its name. */
  readonly name?: string;
  /** Where it has one that is text, and not empty. */
  readonly code?: string;
}

/**
 * What `error` says, whatever it is: never throws, and copies nothing of it but text. Its words may be
 * a peer's, so each is as {@link shownText} makes it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { errorFacts } from "@holdfast/ports";
 *
 * assert.deepEqual(errorFacts(new TypeError("no address")), { name: "TypeError", message: "no address" });
 * assert.deepEqual(errorFacts("thrown as text"), { message: "thrown as text" });
 * ```
 */
export function errorFacts(error: unknown): ErrorFacts {
  if (!isError(error)) return { message: shownText(textOf(error)) };
  const name = shownText(stringAt(error, "name") ?? "Error");
  const words = stringAt(error, "message");
  const message = words === undefined || words === "" ? name : shownText(words);
  const code = codeOf(error);
  return typeof code === "string" && code !== ""
    ? { message, name, code: shownText(code) }
    : { message, name };
}

/** What `error` says, in one text: an Error's message, or its name where that is empty. */
export function errorText(error: unknown): string {
  return errorFacts(error).message;
}

/** The `code` that `error` carries, whoever made it: another copy of a package, or another realm. */
export function codeOf(error: unknown): unknown {
  return readProperty(error, "code");
}

/** Whether `error`, or anything in its chain of causes, carries `code`. */
export function hasCode(error: unknown, code: string): boolean {
  for (const link of errorChain(error)) if (codeOf(link) === code) return true;
  return false;
}

function stringAt(error: unknown, key: string): string | undefined {
  const value = readProperty(error, key);
  return typeof value === "string" ? value : undefined;
}

/** Anything may be thrown: an object, too, that cannot be made a string. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown === "object" ? "an object that cannot be shown" : `a ${typeof thrown}`;
  }
}
