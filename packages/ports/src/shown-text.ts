/*
 * Whatever a peer says may be hostile: words that are drawn as an escape sequence move the cursor, set a
 * window's title or write the clipboard; a line break begins a forged line; 15 MB of it fill a disk.
 * So every edge at which text reaches a person (a log, a terminal, a page) shows it through here, and
 * errorFacts, which reports and log lines are made from, has done so already.
 */

/** So much of one text is shown, in UTF-16 code units. */
export const LONGEST_SHOWN = 4096;

// Controls and escapes (C0, DEL, C1), line and paragraph separators, what turns the direction of the
// text that follows, what is drawn as nothing, and halves of a character.
const UNSHOWN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * `text` as it may be shown: on one line, at most `longest` long, and with every control character
 * written as JSON would (`\n`, `\u001b`). What is cut off is told by its length. Text that was shown
 * once is left as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shownText } from "@holdfast/ports";
 *
 * assert.equal(shownText("refused\n\u001b[2Jall is well"), "refused\\n\\u001b[2Jall is well");
 * assert.equal(shownText("e".repeat(15_000_000), 8), "eeeeeeee… (15000000 characters)");
 * ```
 */
export function shownText(text: string, longest: number = LONGEST_SHOWN): string {
  if (text.length <= longest) return text.replace(UNSHOWN, escaped);
  const shown = text.slice(0, longest).replace(UNSHOWN, escaped);
  return `${shown}… (${text.length} characters)`;
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * JSON of `value` as it may be shown: what a terminal would obey, or draw as nothing, is written as an
 * escape, so that it means the same to whoever reads the JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shownJson } from "@holdfast/ports";
 *
 * const words = "\u009b2J and \u202eback";
 * assert.equal(shownJson({ words }), '{"words":"\\u009b2J and \\u202eback"}');
 * assert.deepEqual(JSON.parse(shownJson({ words })), { words });
 * ```
 *
 * @param indent - spaces of each level, on lines of their own; on one line where left out
 */
export function shownJson(value: unknown, indent?: number): string {
  const json: string | undefined = JSON.stringify(value, undefined, indent);
  // Line breaks are between the members: within a text they are escaped already.
  return (json ?? "null").replace(UNSHOWN, (character) =>
    character === "\n" ? character : escaped(character),
  );
}
