// The API report of a package: every export of every entry, as the compiler declared it, and whatever
// they refer to inside the package without exporting it.
import fs from "node:fs";
import path from "node:path";

import { type Module, readModule, type Reference } from "./module.ts";

/** One export: where it was declared, and how. */
export interface ApiExport {
  readonly name: string;
  /** `file#name`, or `package#name` for what comes from another package. */
  readonly origin: string;
  readonly text: string;
}

export interface ApiEntry {
  /** `@holdfast/rpc/client` */
  readonly entry: string;
  readonly exports: readonly ApiExport[];
  /** Declarations that the exports refer to, and nobody can import. */
  readonly inside: readonly ApiExport[];
}

/** @param entries - the declaration file of each entry of the package, by what users import */
export function apiEntries(entries: ReadonlyMap<string, string>): ApiEntry[] {
  return [...entries].map(([entry, file]) => {
    const module = readModule(file);
    const found = [...module.exported.keys()].map((name) => ({ name, ...resolve(module, name) }));
    const exports = found.map(({ name, origin, text }) => ({ name, origin, text }));
    const seen = new Set(exports.map(({ origin }) => origin));
    const inside: ApiExport[] = [];
    const queue = found.flatMap(mentioned);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { module: where, name } = next;
      const each = resolve(where, name, "local");
      if (seen.has(each.origin) || each.declaredIn === undefined) continue;
      seen.add(each.origin);
      inside.push({ name, origin: each.origin, text: each.text });
      queue.push(...mentioned(each));
    }
    return { entry, exports: exports.toSorted(byName), inside: inside.toSorted(byName) };
  });
}

const byName = (a: ApiExport, b: ApiExport): number =>
  a.name < b.name ? -1 : Number(a.name > b.name);

interface Resolved {
  readonly origin: string;
  readonly text: string;
  /** Undefined for what another package declares. */
  readonly declaredIn: Module | undefined;
  readonly mentions: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

function resolve(module: Module, name: string, scope: "exported" | "local" = "exported"): Resolved {
  const target = scope === "exported" ? module.exported.get(name) : name;
  if (target === undefined) throw new Error(`${module.file} does not export ${name}`);
  if (typeof target !== "string") return follow(module, target);
  const declared = module.declared.get(target);
  if (declared !== undefined) {
    const { texts, mentions } = declared;
    return {
      origin: `${module.file}#${target}`,
      text: texts.join("\n"),
      declaredIn: module,
      mentions,
    };
  }
  const imported = module.imported.get(target);
  if (imported === undefined) throw new Error(`${module.file} does not declare ${target}`);
  return follow(module, imported);
}

function follow(module: Module, { from, name }: Reference): Resolved {
  if (!from.startsWith(".")) {
    const text = `// from ${from}: ${name}`;
    return { origin: `${from}#${name}`, text, declaredIn: undefined, mentions: NOTHING };
  }
  const file = path.resolve(path.dirname(module.file), from.replace(/\.js$/, ".d.ts"));
  return resolve(readModule(file), name);
}

/** What a declaration refers to in its own package. */
function mentioned({ declaredIn, mentions }: Resolved): { module: Module; name: string }[] {
  if (declaredIn === undefined) return [];
  return [...mentions]
    .filter((name) => declaredIn.declared.has(name) || isOwn(declaredIn.imported.get(name)))
    .map((name) => ({ module: declaredIn, name }));
}

const isOwn = (reference: Reference | undefined): boolean =>
  reference?.from.startsWith(".") === true;

const ENTRY = "// ==== ";
const INSIDE = "// ---- referred to, and not exported";

/** The report as it is kept in the repository. */
export function reportText(packageName: string, entries: readonly ApiEntry[]): string {
  const parts = entries.map(({ entry, exports, inside }) => {
    const told = [`${ENTRY}${entry}`, ...exports.map(lineOf)];
    if (inside.length > 0) told.push(INSIDE, ...inside.map(lineOf));
    return told.join("\n\n");
  });
  return `// The public API of ${packageName}. Made by \`npm run api\`.\n\n${parts.join("\n\n")}\n`;
}

/** Under its own name where it is exported as another, or from elsewhere. */
function lineOf({ name, origin, text }: ApiExport): string {
  const declared = origin.slice(origin.lastIndexOf("#") + 1);
  return declared === name ? text : `// as ${name}\n${text}`;
}

/** The exports of a kept report: the text of each declaration, by entry. */
export function readReport(report: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const part of report.split(ENTRY).slice(1)) {
    const end = part.indexOf("\n");
    const [exports = ""] = part.slice(end).split(INSIDE);
    entries.set(part.slice(0, end), exports);
  }
  return entries;
}

/** The declaration file of each entry, by what users import. */
export function entryFiles(
  packageName: string,
  folder: string,
  exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const [entry, target] of Object.entries(exports)) {
    const types = typeof target === "string" ? undefined : target["types"];
    if (types === undefined) continue;
    const file = path.join(folder, types);
    if (!fs.existsSync(file)) throw new Error(`${file} is not there: run turbo run build first`);
    files.set(path.posix.join(packageName, entry), file);
  }
  return files;
}
