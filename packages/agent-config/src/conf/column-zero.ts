// Juju's own files (go-yaml v2) end a quoted certificate with its quote at column 0, where YAML 1.2
// wants it indented. Inside quotes, leading blanks mean nothing: adding them changes no value, and
// no line number.

const OPENS = /^( *)(?:- +)*(?:(?:[^\s#'"[\]{},][^:#'"]*|'[^']*'|"[^"]*"): +)?(['"|>])/;

/** The same YAML, with every line that goes on in quotes indented deeper than what it belongs to. */
export function indentQuotedLines(text: string): string {
  const lines = text.split("\n");
  let quote: string | undefined;
  let block = -1;
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    let from = 0;
    if (quote === undefined) {
      if (block >= 0 && (line.trim() === "" || indentOf(line) > block)) continue;
      block = -1;
      const opened = OPENS.exec(line);
      if (opened === null) continue;
      const [whole, indent = "", mark = ""] = opened;
      depth = indent.length;
      if (mark === "|" || mark === ">") {
        block = depth;
        continue;
      }
      quote = mark;
      from = whole.length;
    } else if (line.trim() !== "" && indentOf(line) <= depth) {
      lines[index] = " ".repeat(depth + 1) + line.trimStart();
    }
    if (closes(lines[index] ?? "", from, quote)) quote = undefined;
  }
  return lines.join("\n");
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Whether the quote ends on this line. `''` and `\"` are part of what is quoted. */
function closes(line: string, from: number, quote: string): boolean {
  for (let at = from; at < line.length; at++) {
    if (quote === '"' && line[at] === "\\") at++;
    else if (line[at] === quote) {
      if (quote === "'" && line[at + 1] === "'") at++;
      else return true;
    }
  }
  return false;
}
