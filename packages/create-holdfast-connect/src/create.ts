import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { makeFolder } from "@holdfast/file-lock";

import { CreateError } from "./errors.js";
import { connectScaffold } from "./connect-scaffold.js";
import type { Names } from "./names.js";
import type { Scaffold } from "./scaffold.js";
import { type Repository, repositoryOf } from "./repository.js";

/** In the template's package.json: gives way to the repository, or to nothing. */
const REPOSITORY_LINE = /"repository": "__REPOSITORY__",\n\s*/;

/**
 * Writes the package into `directory`, which must be empty or not exist.
 *
 * @returns the files written, relative to `directory`
 * @throws {CreateError} ERR_CREATE_EXISTS; nothing was written then
 * @throws Error where the system lets nothing be made there; its `cause` is what the system says
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createPlugin, namesFrom } from "create-holdfast-connect";
 *
 * const files = await createPlugin("./vault", namesFrom("@acme/holdfast-connect-vault"));
 * assert.ok(files.includes("package.json"));
 * await assert.rejects(createPlugin("./vault", namesFrom("another")), { code: "ERR_CREATE_EXISTS" });
 * ```
 */
export function createPlugin(directory: string, names: Names): Promise<string[]> {
  return createPackage(connectScaffold, directory, names.packageName);
}

/** The same for any kind of package. */
export async function createPackage(
  scaffold: Scaffold,
  directory: string,
  packageName: string,
): Promise<string[]> {
  if (!(await isEmpty(directory))) {
    throw new CreateError(
      "ERR_CREATE_EXISTS",
      `${directory} is not empty: choose another name, or another place`,
    );
  }
  const home = fileURLToPath(scaffold.home);
  const values = { ...scaffold.values(packageName), ...(await versions(home, scaffold.versions)) };
  const filled = fillIn(values, await repositoryOf(directory));
  const template = path.join(home, "template");
  const entries = await fs.readdir(template, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(template, path.join(entry.parentPath, entry.name)));
  makePlace(directory);
  const written = [];
  for (const source of sources.toSorted()) {
    const target = path.join(directory, visible(source));
    makeFolder(path.dirname(target));
    await fs.writeFile(target, filled(await fs.readFile(path.join(template, source), "utf8")));
    written.push(path.relative(directory, target));
  }
  return written;
}

function makePlace(directory: string): void {
  try {
    makeFolder(directory);
  } catch (cause) {
    throw noPlace(directory, cause);
  }
}

function noPlace(directory: string, cause: unknown): Error {
  const said = codeIn(cause) ?? String(cause);
  return new Error(`${directory} cannot be made (${said}): choose another place`, { cause });
}

function codeIn(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** npm leaves out, or takes for its own, what is called so in a template. */
function visible(source: string): string {
  return source
    .replace(/^_package\.json$/, "package.json")
    .replace(/^_gitignore$/, ".gitignore")
    .replace(/^_github/, ".github");
}

function fillIn(
  values: Readonly<Record<string, string>>,
  repository: Repository | undefined,
): (text: string) => string {
  const field = `"repository": ${JSON.stringify(repository)},\n  `;
  return (text) =>
    text
      .replace(REPOSITORY_LINE, repository === undefined ? "" : field)
      .replaceAll(/__[A-Z]+__/g, (word) => values[word] ?? word);
}

/**
 * The versions that this package was released, and tested, with: its own devDependencies, whose
 * `workspace:` publishing replaces by the numbers.
 */
async function versions(
  home: string,
  packages: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const text = await fs.readFile(path.join(home, "package.json"), "utf8");
  const manifest: unknown = JSON.parse(text);
  const of = (name: string): string => {
    const range = member(member(manifest, "devDependencies"), name);
    return typeof range === "string" ? range.replace(/^workspace:.*/, "*") : "*";
  };
  return Object.fromEntries(Object.entries(packages).map(([mark, name]) => [mark, of(name)]));
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await fs.readdir(directory)).length === 0;
  } catch (error) {
    if (codeIn(error) === "ENOENT") return true;
    throw noPlace(directory, error);
  }
}
