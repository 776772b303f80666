// A failed command says one line: `error ERR_X: what happened, to what, what to do`.
import { codeOf, errorChain, errorText, isKind, readProperty, shownText } from "@holdfast/ports";

const codeShape = /^[A-Z][A-Z0-9_]*$/;

/**
 * An error as one line; `ERR_UNEXPECTED` where it carries no code of that shape.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { errorLine, UsageError } from "@holdfast/command-line";
 *
 * assert.equal(
 *   errorLine(new UsageError("ERR_INVALID_UUID", "write a UUID")),
 *   "error ERR_INVALID_UUID: write a UUID",
 * );
 * ```
 */
export function errorLine(error: unknown): string {
  return `error ${shownCode(error)}: ${messageOf(error)}`;
}

/** What such a line tells, apart. */
export function errorFactsShown(error: unknown): {
  readonly code: string;
  readonly message: string;
} {
  return { code: shownCode(error), message: messageOf(error) };
}

/**
 * The same with all that led to it: its stack, then each cause, with its code and stack. Several
 * lines, for whoever asked by `--stack`.
 */
export function errorDetails(error: unknown): string {
  const lines = [errorLine(error)];
  let first = true;
  for (const link of errorChain(error)) {
    if (!first) lines.push(`  caused by ${shownCode(link)}: ${messageOf(link)}`);
    first = false;
    lines.push(...framesOf(link).map((frame) => `    ${frame}`));
  }
  return lines.join("\n");
}

/** Our own words on one line: breaks and runs of spaces become one space. */
export function oneLine(text: string): string {
  return shownText(text.replace(/\s+/g, " ").trim());
}

function shownCode(error: unknown): string {
  const code = codeOf(error);
  return typeof code === "string" && codeShape.test(code) ? code : "ERR_UNEXPECTED";
}

function messageOf(error: unknown): string {
  if (isKind(error, Error)) return errorText(error);
  return typeof error === "string"
    ? shownText(error)
    : `something that is no error was thrown: ${typeof error}`;
}

function framesOf(error: unknown): string[] {
  const stack = isKind(error, Error) ? readProperty(error, "stack") : undefined;
  if (typeof stack !== "string") return [];
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .map((line) => shownText(line));
}
