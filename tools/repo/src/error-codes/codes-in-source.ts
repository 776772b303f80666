// The error codes of a package, read from its sources: the members of its unions (`type …Code = "ERR_A" |
// "ERR_B"`), and the classes that carry them.
import { parseSync } from "vite";

/** A code, and the class of the errors that carry it; none where it is only printed. */
export interface CodeInSource {
  readonly code: string;
  readonly className: string | undefined;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface SourceCodes {
  /** Those of unions and of error classes, by code. */
  readonly declared: readonly CodeInSource[];
  /** All that stand anywhere in the sources as texts. */
  readonly mentioned: ReadonlySet<string>;
}

/** The codes of these sources. */
export function codesInSources(
  sources: readonly { readonly file: string; readonly code: string }[],
): SourceCodes {
  const mentioned = new Set<string>();
  const unions = new Map<string, readonly string[]>();
  const byCode = new Map<string, string>();
  const byUnion = new Map<string, string>();
  for (const { file, code } of sources) {
    const { program } = parseSync(file, code);
    for (const each of codesIn(program)) mentioned.add(each);
    for (const node of nodesOf(program)) {
      if (node.type === "TSTypeAliasDeclaration" && nameOf(node["id"])?.endsWith("Code") === true) {
        unions.set(nameOf(node["id"]) ?? "", codesIn(node["typeAnnotation"]));
      }
      if (node.type === "ClassDeclaration") noteClass(node, byCode, byUnion);
    }
  }
  const found = new Map<string, string | undefined>(byCode);
  for (const [union, codes] of unions) {
    for (const code of codes) if (!found.has(code)) found.set(code, byUnion.get(union));
  }
  const declared = [...found]
    .map(([code, className]) => ({ code, className }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return { declared, mentioned };
}

/** Takes in what an error's class says of its `code`: one of its own, or a union. */
function noteClass(node: Node, byCode: Map<string, string>, byUnion: Map<string, string>): void {
  const name = nameOf(node["id"]);
  if (name === undefined || nameOf(node["superClass"])?.endsWith("Error") !== true) return;
  for (const member of nodesOf(node["body"])) {
    if (member.type !== "PropertyDefinition" && member.type !== "Property") continue;
    if (nameOf(member["key"]) !== "code") continue;
    for (const code of codesIn(member["value"])) byCode.set(code, name);
    const union = [...nodesOf(member["typeAnnotation"])].find(
      ({ type }) => type === "TSTypeReference",
    );
    const of = nameOf(union?.["typeName"]);
    if (of !== undefined && !byUnion.has(of)) byUnion.set(of, name);
  }
}

function codesIn(value: unknown): string[] {
  return [...nodesOf(value)].flatMap(({ type, value: text }) =>
    type === "Literal" && typeof text === "string" && text.startsWith("ERR_") ? [text] : [],
  );
}

function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value["name"] === "string" ? value["name"] : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** A syntax tree's nodes, outer ones first. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each);
  else if (isNode(value)) {
    yield value;
    for (const member of Object.values(value)) yield* nodesOf(member);
  }
}
