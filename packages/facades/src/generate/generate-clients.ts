import { GenerateError } from "./errors.js";
import { facadeSource } from "./facade-source.js";
import type { JujuFacade } from "./json-schema.js";
import { facadeFile, facadeIdentifier } from "./names.js";

/** What each generated file begins with. */
export const GENERATED =
  "// Made by `holdfast-facades generate`: change the schema, not this file.\n";

/** Which facades to make clients of; all of them where nothing is said. */
export interface FacadeSelection {
  readonly facades?: readonly string[] | undefined;
  readonly versions?: readonly number[] | undefined;
  /** Of each facade only the greatest version that is left. */
  readonly latest?: boolean | undefined;
}

/** @throws GenerateError ERR_SCHEMA_FACADE where one that is named is not described */
export function selectFacades(
  all: readonly JujuFacade[],
  { facades, versions, latest = false }: FacadeSelection,
): JujuFacade[] {
  for (const name of facades ?? []) requireOffered(all, name, versions);
  const asked = all.filter(
    ({ Name, Version }) =>
      (facades === undefined || facades.includes(Name)) &&
      (versions === undefined || versions.includes(Version)),
  );
  if (asked.length === 0) {
    const said = `no facade has version ${(versions ?? []).join(" or ")}`;
    throw new GenerateError("ERR_SCHEMA_FACADE", said);
  }
  if (!latest) return asked;
  return asked.filter(
    ({ Name, Version }) => !asked.some((other) => other.Name === Name && other.Version > Version),
  );
}

function requireOffered(
  all: readonly JujuFacade[],
  name: string,
  versions: readonly number[] | undefined,
): void {
  const there = all.filter(({ Name }) => Name === name).map(({ Version }) => Version);
  if (there.length === 0) {
    const near = all.find(({ Name }) => Name.toLowerCase() === name.toLowerCase())?.Name;
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    throw new GenerateError("ERR_SCHEMA_FACADE", `the schema has no facade ${name}${hint}`);
  }
  if (versions === undefined || there.some((version) => versions.includes(version))) return;
  throw new GenerateError(
    "ERR_SCHEMA_FACADE",
    `the schema has no version ${versions.join(" or ")} of ${name}: there is ${there.join(", ")}`,
  );
}

/**
 * The TypeScript modules of these facades, by file name: one for each facade in each version, and
 * `index.ts`, which exports the facades and the interfaces of their methods. A bundler takes from them
 * only what is used.
 *
 * @throws GenerateError ERR_SCHEMA_SHAPE where one version of a facade is there twice, or a message is
 * of a kind that has no type
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { generateClients, parseSchema } from "@holdfast/facades/generate";
 *
 * const text = { type: "string" };
 * const At = { properties: { Params: { $ref: "#/definitions/Harbour" } } };
 * const Harbour = { type: "object", properties: { name: text }, required: ["name"] };
 * const Schema = { properties: { At }, definitions: { Harbour } };
 * const schema = JSON.stringify([{ Name: "Tides", Version: 2, Schema }]);
 *
 * const files = generateClients(parseSchema(schema, "schema.json"));
 * assert.deepEqual([...files.keys()], ["tides-2.ts", "index.ts"]);
 * assert.match(files.get("tides-2.ts") ?? "", /At\(params: Harbour\): Empty/);
 * ```
 */
export function generateClients(facades: readonly JujuFacade[]): Map<string, string> {
  const files = new Map<string, string>();
  const lines: string[] = [];
  const sorted = facades.toSorted(
    (a, b) => (a.Name < b.Name ? -1 : Number(a.Name > b.Name)) || a.Version - b.Version,
  );
  for (const facade of sorted) {
    const { Name, Version } = facade;
    const file = facadeFile(Name, Version);
    if (files.has(`${file}.ts`)) {
      throw new GenerateError("ERR_SCHEMA_SHAPE", `${Name} ${Version} is described twice`);
    }
    files.set(`${file}.ts`, GENERATED + facadeSource(facade));
    const constant = facadeIdentifier(Name, Version);
    lines.push(`export { ${constant}, type ${constant}Methods } from "./${file}.js";\n`);
  }
  files.set("index.ts", GENERATED + lines.join(""));
  return files;
}
