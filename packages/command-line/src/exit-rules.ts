// What an error is worth is decided here alone, by class or code and never by a message's text.
import { findInChain, hasCode, isKind } from "@holdfast/ports";

import { EXIT, type ExitCode } from "./exit-codes.js";
import { UsageError } from "./usage-error.js";

/** One row: an error of this code, or of this class, ends the command with `exit`. */
export interface ExitRule {
  readonly error: string | (abstract new (...args: never[]) => Error);
  readonly exit: ExitCode;
}

const always: readonly ExitRule[] = [{ error: UsageError, exit: EXIT.usage }];

/**
 * The exit code for an error: that of the first rule which fits it or anything that caused it, so an
 * earlier row outranks a later one however deep its error lies. A {@link UsageError} is worth 2, and
 * what no row names is worth 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findInChain, hasCode, isKind } from "@holdfast/ports";

import { EXIT, exitCodeFor, UsageError } from "@holdfast/command-line";
 *
 * const exits = [{ error: "ERR_CONNECT_IMPOSSIBLE", exit: EXIT.impossible }];
 * const refused = Object.assign(new Error("dead"), { code: "ERR_CONNECT_IMPOSSIBLE" });
 * assert.equal(exitCodeFor(new Error("the agent ended", { cause: refused }), exits), 3);
 * assert.equal(exitCodeFor(new UsageError("ERR_USAGE", "say what to do"), exits), 2);
 * assert.equal(exitCodeFor(new Error("who knows"), exits), 1);
 * ```
 */
export function exitCodeFor(error: unknown, rules: readonly ExitRule[]): ExitCode {
  const rule = [...rules, ...always].find((row) => fits(error, row));
  return rule?.exit ?? EXIT.failed;
}

function fits(error: unknown, { error: wanted }: ExitRule): boolean {
  return typeof wanted === "string"
    ? hasCode(error, wanted)
    : findInChain(error, (link) => isKind(link, wanted)) !== undefined;
}
