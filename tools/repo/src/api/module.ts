// One declaration file: what it declares, what it imports, and what it exports from elsewhere.
import fs from "node:fs";

import { identifiersIn, nameOf, type Node, nodes, parseDeclarations, tidy } from "./syntax.ts";

export interface Declared {
  /** Its declarations: several for overloads, and for a type and a value of one name. */
  readonly texts: readonly string[];
  readonly mentions: ReadonlySet<string>;
}

/** Something of another module. */
export interface Reference {
  readonly from: string;
  readonly name: string;
}

export interface Module {
  readonly file: string;
  readonly declared: ReadonlyMap<string, Declared>;
  readonly imported: ReadonlyMap<string, Reference>;
  /** By exported name: a name in this module, or something of another. */
  readonly exported: ReadonlyMap<string, string | Reference>;
}

const cache = new Map<string, Module>();

export function readModule(file: string): Module {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const read = moduleOf(file, fs.readFileSync(file, "utf8"));
  cache.set(file, read);
  return read;
}

/** @throws Error where it exports everything of another: each export is to be named */
export function moduleOf(file: string, code: string): Module {
  const { body, text } = parseDeclarations(file, code);
  const declared = new Map<string, Declared>();
  const imported = new Map<string, Reference>();
  const exported = new Map<string, string | Reference>();
  const declare = (node: Node, statement: Node): string[] => {
    const names = namesOf(node);
    for (const name of names) {
      const before = declared.get(name) ?? { texts: [], mentions: new Set<string>() };
      declared.set(name, {
        texts: [...before.texts, tidy(text.slice(statement.start, statement.end))],
        mentions: new Set([...before.mentions, ...identifiersIn(node)]),
      });
    }
    return names;
  };
  for (const statement of body) {
    const { declaration, source, specifiers } = statement;
    switch (statement.type) {
      case "ImportDeclaration":
        for (const each of nodes(specifiers)) {
          const local = nameOf(each["local"]);
          const from = nameOf(source);
          if (local !== undefined && from !== undefined) {
            imported.set(local, { from, name: nameOf(each["imported"]) ?? "default" });
          }
        }
        break;
      case "ExportNamedDeclaration":
        for (const each of nodes(declaration)) {
          for (const name of declare(each, statement)) exported.set(name, name);
        }
        for (const each of nodes(specifiers)) {
          const [local, name] = [nameOf(each["local"]), nameOf(each["exported"])];
          if (local === undefined || name === undefined) continue;
          const from = nameOf(source);
          exported.set(name, from === undefined ? local : { from, name: local });
        }
        break;
      case "ExportAllDeclaration":
        throw new Error(`${file}: export each by its name, not all of ${nameOf(source)}`);
      case "ExportDefaultDeclaration":
        exported.set("default", nameOf(declaration) ?? "default");
        for (const each of nodes(declaration))
          if (each.type !== "Identifier") declare(each, statement);
        break;
      default:
        declare(statement, statement);
    }
  }
  return { file, declared, imported, exported };
}

function namesOf(node: Node): string[] {
  const declarators = nodes(node["declarations"]).map(({ id }) => nameOf(id));
  return [nameOf(node["id"]), ...declarators].filter((name) => name !== undefined);
}
