// A failed command says one line: `error ERR_X: what happened, to what, what to do`.
import { codeOf, errorChain, errorText, isKind, readProperty } from "@holdfast/ports";

const codeShape = /^[A-Z][A-Z0-9_]*$/;
// Text from a peer or a file must not move the cursor or begin a second line.
// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

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
  return `error ${shownCode(error)}: ${oneLine(messageOf(error))}`;
}

/**
 * The same with all that led to it: its stack, then each cause, with its code and stack. Several
 * lines, for whoever asked by `--stack`.
 */
export function errorDetails(error: unknown): string {
  const lines = [errorLine(error)];
  let first = true;
  for (const link of errorChain(error)) {
    if (!first) lines.push(`  caused by ${shownCode(link)}: ${oneLine(messageOf(link))}`);
    first = false;
    lines.push(...framesOf(link).map((frame) => `    ${frame}`));
  }
  return lines.join("\n");
}

/** Text on one line, without control characters. */
export function oneLine(text: string): string {
  return text.replace(unprintable, " ").replace(/ {2,}/g, " ").trim();
}

function shownCode(error: unknown): string {
  const code = codeOf(error);
  return typeof code === "string" && codeShape.test(code) ? code : "ERR_UNEXPECTED";
}

function messageOf(error: unknown): string {
  if (isKind(error, Error)) return errorText(error);
  return typeof error === "string"
    ? error
    : `something that is no error was thrown: ${typeof error}`;
}

function framesOf(error: unknown): string[] {
  const stack = isKind(error, Error) ? readProperty(error, "stack") : undefined;
  if (typeof stack !== "string") return [];
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .map(oneLine);
}
