import { styleText } from "node:util";

/** The styles of `node:util` that Holdfast's output uses. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan" | "blue" | "magenta";
/** Wraps text in a style, or hands it back as it is. */
export type Paint = (style: Style, text: string) => string;

/** What is asked of a stream to know whether it can show colour. */
export interface MaybeTerminal {
  readonly isTTY?: boolean | undefined;
}

/**
 * Whether to colour what goes to `stream`: only a terminal, and never a dumb one. `NO_COLOR` (any
 * text) says no, `FORCE_COLOR` says yes (`0` and `false` say no) and outranks it, as in Node.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { paint, wantsColor } from "@holdfast/command-line";
 *
 * const terminal = { isTTY: true };
 * assert.equal(wantsColor(terminal, { TERM: "xterm" }), true);
 * assert.equal(wantsColor(terminal, { TERM: "xterm", NO_COLOR: "1" }), false);
 * assert.equal(paint(wantsColor({}, {}))("bold", "plain"), "plain"); // a pipe
 * ```
 */
export function wantsColor(
  stream: MaybeTerminal,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** A {@link Paint} that colours, or one that leaves everything plain. */
export function paint(colored: boolean): Paint {
  return colored
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}
