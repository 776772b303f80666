// Parses JSON from an untrusted peer: it cannot set a prototype, cannot be nested so deep that a
// recursive reader would overflow the stack, and is never quoted in an error, since it may contain a
// password.
import { InvalidMessageError } from "./invalid-message-error.js";

/** Juju's own documents stay far below; Go's decoder stops at 10,000. */
export const maxDepth = 512;

// JSON can spell a name with escapes. Go escapes `<`, `>` and `&`, so that an escape alone proves
// nothing: only a spelled-out __proto__ is worth the slow way.
const escapedProto =
  /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"/i;

/** @throws InvalidMessageError */
export function parseJson(text: string): unknown {
  // Each level takes a character to open and one to close.
  if (text.length > 2 * maxDepth) refuseDepth(text);
  try {
    // A member named __proto__ would become the prototype of what it is later assigned to. No facade
    // has such a member: it is dropped.
    return text.includes("__proto__") || (text.includes("\\u00") && escapedProto.test(text))
      ? JSON.parse(text, (key: string, value: unknown) => (key === "__proto__" ? undefined : value))
      : JSON.parse(text);
  } catch {
    // Without its cause: the parser quotes the text.
    throw new InvalidMessageError("a message must be a JSON document");
  }
}

const quote = 0x22;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function refuseDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === quote) {
      i = endOfString(text, i);
    } else if (character === openBracket || character === openBrace) {
      if (++depth > maxDepth) {
        throw new InvalidMessageError(`a message must not be nested over ${maxDepth} deep`);
      }
    } else if (character === closeBracket || character === closeBrace) {
      depth--;
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
