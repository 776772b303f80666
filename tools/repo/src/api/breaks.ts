// What a change of a report breaks for whoever uses the package: an export or a member that is gone or
// is declared otherwise, or a member that is asked for now and was not. What is only added breaks nobody.
import { readReport } from "./report.ts";
import { nameOf, type Node, nodes, parseDeclarations } from "./syntax.ts";

/** A line for each break, naming the entry and the export. */
export function breaksBetween(released: string, now: string): string[] {
  const after = readReport(now);
  return [...readReport(released)].flatMap(([entry, text]) => {
    const current = after.get(entry);
    if (current === undefined) return [`${entry} is gone`];
    return breaksOfEntry(declarations(text), declarations(current)).map(
      (what) => `${entry}: ${what}`,
    );
  });
}

interface Declaration {
  readonly kind: string;
  /** Without its members or parameters. */
  readonly head: string;
  /** Members of a type or a class, parameters of a function, or the options of a union: in order. */
  readonly parts: ReadonlyMap<string, Part>;
  readonly text: string;
}

interface Part {
  readonly text: string;
  /** Whether nobody has to say it. */
  readonly optional: boolean;
}

function declarations(report: string): Map<string, Declaration> {
  const { body, text } = parseDeclarations("report.d.ts", report);
  const found = new Map<string, Declaration>();
  // What comes from another package is that package's to promise; that it is there is ours.
  for (const [, name = ""] of report.matchAll(/^\/\/ from \S+: (\S+)$/gm)) {
    found.set(name, { kind: "from elsewhere", head: "", parts: new Map(), text: "" });
  }
  for (const node of body) {
    const declarators = nodes(node["declarations"]);
    const name = nameOf(node["id"]) ?? nameOf(declarators[0]?.["id"]);
    if (name === undefined) continue;
    const kind = node.type;
    for (let i = 0; ; i++) {
      const key = `${kind} ${name}${i === 0 ? "" : ` ${i}`}`;
      if (found.has(key)) continue;
      found.set(key, declarationOf(node, text));
      break;
    }
  }
  return found;
}

function declarationOf(node: Node, text: string): Declaration {
  const whole = squeeze(text.slice(node.start, node.end));
  const { list, head } = partsOf(node, text);
  const parts = new Map<string, Part>();
  for (const part of list) {
    const said = squeeze(text.slice(part.start, part.end)).replace(/[;,]$/, "");
    const name = nameOf(part["key"]) ?? nameOf(part) ?? said;
    let key = name;
    for (let i = 1; parts.has(key); i++) key = `${name} ${i}`;
    parts.set(key, { text: said, optional: part["optional"] === true });
  }
  return { kind: node.type, head: squeeze(head), parts, text: whole };
}

/** The members, parameters or options of a declaration, and what stands around them. */
function partsOf(node: Node, text: string): { readonly list: Node[]; readonly head: string } {
  const until = (end: number): string => text.slice(node.start, end);
  const [alias] = nodes(node["typeAnnotation"]);
  if (node.type === "TSTypeAliasDeclaration" && alias !== undefined) {
    const list =
      alias.type === "TSUnionType"
        ? nodes(alias["types"])
        : alias.type === "TSTypeLiteral"
          ? nodes(alias["members"])
          : [alias];
    // A union may begin with a bar.
    return { list, head: until(alias.start).replace(/\|\s*$/, "") };
  }
  const [body] = nodes(node["body"]);
  if (body !== undefined) return { list: nodes(body["body"]), head: until(body.start) };
  if (node["params"] === undefined) return { list: [], head: until(node.end) };
  const [generics] = nodes(node["typeParameters"]);
  const open = text.indexOf("(", generics?.end ?? node.start);
  const [result] = nodes(node["returnType"]);
  const returns = result === undefined ? "" : text.slice(result.start, result.end);
  return {
    list: nodes(node["params"]),
    head: `${until(open)}()${returns}`,
  };
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

function breaksOfEntry(
  before: ReadonlyMap<string, Declaration>,
  after: ReadonlyMap<string, Declaration>,
): string[] {
  return [...before].flatMap(([key, old]) => {
    const name = key.replace(/^\w+ /, "");
    const now = after.get(key);
    if (now === undefined) return [`${name} is gone, or something else`];
    if (now.text === old.text) return [];
    if (now.head !== old.head) return [`${name} is declared otherwise: ${now.head}`];
    return breaksOfParts(old, now).map((what) => `${name}: ${what}`);
  });
}

function breaksOfParts(old: Declaration, now: Declaration): string[] {
  const changed = [...old.parts].flatMap(([key, { text }]) => {
    const part = now.parts.get(key);
    if (part === undefined) return [`${key} is gone`];
    return part.text === text ? [] : [`${text} is now ${part.text}`];
  });
  // A class's new members are there for who uses it; a union's new options are told, not asked for.
  const given = old.kind === "ClassDeclaration" || old.kind === "TSTypeAliasDeclaration";
  const asked = [...now.parts]
    .filter(([key, { optional, text }]) => {
      if (old.parts.has(key) || optional) return false;
      return !given || text.startsWith("abstract ") || text.startsWith("constructor");
    })
    .map(([, { text }]) => `${text} is asked for now`);
  return [...changed, ...asked];
}
