// What we write must be read as the same string by YAML 1.1 (Juju) and 1.2 (everyone else), so a
// string stands plain only where neither could take it for anything else.

const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./@+-]*$/;
const WORDS = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]);
const PRINTABLE = /^[\x20-\x7e]*$/;
const BLOCK = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?\n)+$/;

/** A string in one line of YAML. */
export function inlineScalar(text: string): string {
  if (PLAIN.test(text) && !WORDS.has(text.toLowerCase())) return text;
  if (PRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return doubleQuoted(text);
}

/** A string as the value of a key: several lines of plain text, as a certificate, as a block. */
export function scalar(text: string, indent: string): string {
  if (!BLOCK.test(text)) return inlineScalar(text);
  const lines = text.slice(0, -1).split("\n");
  return `|\n${lines.map((line) => `${indent}  ${line}`).join("\n")}`;
}

/** Whether UTF-8, and so any file, can hold the string at all. */
export function isWritable(text: string): boolean {
  return text.isWellFormed();
}

function doubleQuoted(text: string): string {
  let quoted = "";
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    if (char === '"' || char === "\\") quoted += `\\${char}`;
    else if (point >= 0x20 && point <= 0x7e) quoted += char;
    else if (point <= 0xffff) quoted += `\\u${point.toString(16).padStart(4, "0")}`;
    else quoted += `\\U${point.toString(16).padStart(8, "0")}`;
  }
  return `"${quoted}"`;
}
