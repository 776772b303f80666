import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const FILE =
  process.env["JUJU_FACADES_SCHEMA"] ??
  path.resolve(import.meta.dirname, "../../../../shared/reference/juju-facades.json");

/** The releases whose facades there are files of: one of Juju 3.6, and beside it one of Juju 4.1. */
export const SCHEMA_RELEASES = ["3.6", "4.1"] as const;

export type SchemaRelease = (typeof SCHEMA_RELEASES)[number];

const FILES: Readonly<Record<SchemaRelease, string>> = {
  "3.6": FILE,
  "4.1": path.join(path.dirname(FILE), "juju-facades-4.json"),
};

/**
 * The file in which a real Juju describes its facades; undefined where it is not at hand, since it is no
 * part of this repository: the environment variable JUJU_FACADES_SCHEMA names that of 3.6, beside
 * which `juju-facades-4.json` is that of 4.1. `parseSchema` of `@holdfast/facades/generate` reads it.
 */
export function jujuSchemaFile(release: SchemaRelease): string | undefined {
  const file = FILES[release];
  return fs.existsSync(file) ? file : undefined;
}
