import { createPackage, type Scaffold } from "create-holdfast-connect";

import { workersNamesFrom } from "./names.js";

/** A package of workers: what `npm create holdfast-workers` makes. */
export const workersScaffold: Scaffold = {
  command: "npm create holdfast-workers",
  makes:
    "Makes a package of workers for Holdfast's agents, with source, types, test, CI file and README.",
  example: "@acme/holdfast-workers-disks",
  defaultName: "holdfast-workers-example",
  home: new URL("../", import.meta.url),
  tests: "in virtual time: green, until you change src/index.ts",
  values: (name) => {
    const { packageName, module } = workersNamesFrom(name);
    return { __PACKAGE__: packageName, __MODULE__: module };
  },
  versions: { __WORKERS__: "@holdfast/workers" },
};

/**
 * Writes the package into `directory`, which must be empty or not exist.
 *
 * @returns the files written, relative to `directory`
 * @throws {CreateError} ERR_CREATE_EXISTS or ERR_CREATE_NAME; nothing was written then
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createWorkers } from "create-holdfast-workers";
 *
 * const files = await createWorkers("./disks", "@acme/holdfast-workers-disks");
 * assert.ok(files.includes("package.json"));
 * await assert.rejects(createWorkers("./disks", "another"), { code: "ERR_CREATE_EXISTS" });
 * ```
 */
export function createWorkers(directory: string, packageName: string): Promise<string[]> {
  return createPackage(workersScaffold, directory, packageName);
}
