// The parts of a syntax tree that the API reports look at.
import { parseSync } from "vite";

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The statements of a declaration file, and its text without comments: places stay as they are. */
export function parseDeclarations(
  file: string,
  code: string,
): { readonly body: readonly Node[]; readonly text: string } {
  const { program, comments, errors } = parseSync(file, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  let text = code;
  for (const { start, end } of comments) {
    text = text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
  }
  return { body: nodes(program["body"]), text };
}

export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** The name of an identifier, or a literal's text; undefined of anything else. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  const { name, value: literal } = value;
  return typeof name === "string" ? name : typeof literal === "string" ? literal : undefined;
}

/** The names of all identifiers in a tree. */
export function identifiersIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const each of value) identifiersIn(each, found);
  else if (isNode(value)) {
    if (value.type === "Identifier" && typeof value["name"] === "string") found.add(value["name"]);
    for (const each of Object.values(value)) {
      if (typeof each === "object" && each !== null) identifiersIn(each, found);
    }
  }
  return found;
}

/** On one line each, without blank lines and without what only the compiler needs. */
export function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replaceAll(/\s+$/g, ""))
    .filter((line) => line.trim() !== "" && line.trim() !== "#private;")
    .join("\n")
    .replace(/^export /, "")
    .replace(/^declare /, "");
}
