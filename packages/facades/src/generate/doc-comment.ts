/** Text as a doc comment, indented; nothing where there is nothing to say. */
export function docComment(text: string | undefined, indent = ""): string {
  const said = (text ?? "").trim();
  if (said === "") return "";
  const lines = said
    // What would end the comment, or be taken for a tag of its own.
    .replaceAll("*/", "*\\/")
    .replaceAll(/^(\s*)@/gm, "$1\\@")
    .split("\n")
    .map((line) => `${indent} * ${line.trimEnd()}`.trimEnd());
  return lines.length === 1
    ? `${indent}/** ${lines[0]?.slice(indent.length + 3)} */\n`
    : `${indent}/**\n${lines.join("\n")}\n${indent} */\n`;
}
