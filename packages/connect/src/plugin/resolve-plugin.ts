// Where Node would find a module, asked from several places: `import.meta.resolve` only asks from one.
import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { moduleResolve } from "import-meta-resolve";

/** The conditions that this process resolves imports with (`node --conditions`). */
const conditions: Set<string> = new Set(["node", "import", ...processConditions()]);

/** Whether it names a file, and not a package. */
export function isModulePath(specifier: string): boolean {
  return /^(?:\.{1,2}\/|\/|file:)/.test(specifier);
}

/** A relative path as one from `folder`; any other specifier as it is. */
export function fromFolder(specifier: string, folder: string): string {
  return /^\.{1,2}\//.test(specifier) ? path.resolve(folder, specifier) : specifier;
}

/** Places to look for modules in. */
export interface ModulePlaces {
  /** URLs of modules, or folders: packages are found as Node finds them, in folders above them too. */
  readonly from: readonly string[];
  /** Folders whose own `node_modules` is looked in after that, and nothing above them. */
  readonly folders?: readonly string[];
}

/**
 * Where an agent looks for a plugin or a module of workers. A package: beside the agent, then in the
 * folders that its operator names, and nowhere else, since code from there runs as the agent. A path:
 * where it was given, which for the command line is where the agent was started.
 *
 * @param own.beside - the agent's `import.meta.url`
 */
export function modulePlaces(
  specifier: string,
  own: { readonly beside: string; readonly folders?: readonly string[] | undefined },
): ModulePlaces {
  if (isModulePath(specifier)) return { from: [process.cwd()] };
  return { from: [own.beside], folders: own.folders ?? [] };
}

/** The URL of the first module that `specifier` means; undefined where there is none. */
export function resolveFrom(
  specifier: string,
  { from, folders = [] }: ModulePlaces,
): string | undefined {
  const holding = isModulePath(specifier)
    ? []
    : folders.filter((folder) => readManifest(manifestIn(folder, specifier)) !== undefined);
  return firstOf(specifier, [...from, ...holding]);
}

/** Where the manifest of the package that `specifier` names is, installed in `folder`. */
function manifestIn(folder: string, specifier: string): string {
  const [scope = "", name = ""] = specifier.split("/");
  const packageName = scope.startsWith("@") ? path.join(scope, name) : scope;
  return path.join(folder, "node_modules", packageName, "package.json");
}

/** The folder of the package that `specifier` names, whether or not its module is there. */
export function installedFolder(
  specifier: string,
  { from, folders = [] }: ModulePlaces,
): string | undefined {
  if (isModulePath(specifier) || isBuiltin(specifier)) return undefined;
  const manifests = [...from.flatMap(foldersAbove), ...folders].map((folder) =>
    manifestIn(folder, specifier),
  );
  const found = manifests.find((manifest) => readManifest(manifest) !== undefined);
  return found === undefined ? undefined : path.dirname(found);
}

/** A place, and every folder above it. */
export function foldersAbove(place: string): readonly string[] {
  const found = [];
  let folder = place.startsWith("file:") ? path.dirname(fileURLToPath(place)) : place;
  for (;;) {
    found.push(folder);
    const parent = path.dirname(folder);
    if (parent === folder) return found;
    folder = parent;
  }
}

function firstOf(specifier: string, from: readonly string[]): string | undefined {
  // A name such as `fs` or `net` never means a plugin.
  if (isBuiltin(specifier)) return undefined;
  if (specifier.startsWith("file:")) return exists(specifier) ? specifier : undefined;
  for (const place of from) {
    try {
      const url = moduleResolve(specifier, parentUrl(place), conditions).href;
      if (exists(url)) return url;
    } catch {
      // Not there, or not to be imported from there: the next place may have it. The loader's own
      // errors say no more than that, and the last place's would hide the first's.
    }
  }
  return undefined;
}

/** A URL to resolve from: a module's is taken as it is, a directory becomes one inside it. */
function parentUrl(place: string): URL {
  return place.startsWith("file:") ? new URL(place) : pathToFileURL(path.join(place, "agent.js"));
}

function exists(url: string): boolean {
  return url.startsWith("file:") && fs.existsSync(fileURLToPath(url));
}

/** Name and version of the package that the module at `url` belongs to. */
export function owningPackage(
  url: string,
): { name: string | undefined; version: string | undefined; directory: string } | undefined {
  let directory = path.dirname(fileURLToPath(url));
  for (;;) {
    const manifest = readManifest(path.join(directory, "package.json"));
    if (manifest?.name !== undefined) return { ...manifest, directory };
    const parent = path.dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}

/** The members of a package.json that say what a package is; undefined where it cannot be read. */
export function readManifest(
  file: string,
):
  | { name: string | undefined; version: string | undefined; keywords: readonly unknown[] }
  | undefined {
  try {
    const manifest: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    if (typeof manifest !== "object" || manifest === null) return undefined;
    const member = (key: string): unknown => Reflect.get(manifest, key);
    const text = (value: unknown): string | undefined =>
      typeof value === "string" ? value : undefined;
    const keywords: unknown = member("keywords");
    return {
      name: text(member("name")),
      version: text(member("version")),
      keywords: Array.isArray(keywords) ? keywords : [],
    };
  } catch {
    return undefined;
  }
}

function processConditions(): readonly string[] {
  const { values } = parseArgs({
    args: [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(" ")],
    options: { conditions: { type: "string", short: "C", multiple: true } },
    strict: false,
  });
  return (values.conditions ?? []).filter((condition) => typeof condition === "string");
}
