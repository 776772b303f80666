// What a README says of its package's error codes: the tables whose first column is `code`.

const NOT_SAID = new Set(["class", "exit"]);

/** What each code means and what to do, by code: the other cells of its row. */
export function codesInReadme(readme: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  let head: readonly string[] | undefined;
  for (const line of readme.split("\n")) {
    const cells = cellsOf(line);
    if (cells === undefined) {
      head = undefined;
      continue;
    }
    head ??= cells;
    if (head[0] !== "code" || cells === head) continue;
    const columns = head;
    const text = cells
      .filter((cell, index) => index > 0 && cell !== "" && !NOT_SAID.has(columns[index] ?? ""))
      .join("; ");
    for (const [, code = ""] of (cells[0] ?? "").matchAll(/`(ERR_\w+)`/g)) said.set(code, text);
  }
  return said;
}

/** The cells of a table's line; undefined for any other line. */
function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith("|")) return undefined;
  return line
    .replaceAll(/^\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
