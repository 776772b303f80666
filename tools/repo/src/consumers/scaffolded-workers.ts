// What an author of workers gets: a scaffolded package that is installed by itself, outside of any
// workspace, whose types and tests are right at once.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import type { PackedPackage } from "../packages/pack.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import type { Claims } from "./claims.ts";
import { writeJson } from "./consumer-project.ts";

const NAME = "@acme/holdfast-workers-disks";
const NEEDED = "@holdfast/workers";

/** What is changed in its manifest: what stands for a registry that has these packages. */
interface ScaffoldedManifest {
  devDependencies: Record<string, string>;
  overrides?: Record<string, string>;
}

/**
 * Makes a package of workers by the command as it is installed in `consumer`, and installs what it needs:
 * ours as they were packed, all else from the registry.
 *
 * @returns its folder, where all of that went well
 */
export function scaffoldWorkers(
  claims: Claims,
  consumer: string,
  packages: readonly PackedPackage[],
): string | undefined {
  const folder = path.join(temporaryFolder("workers"), "disks");
  const create = path.join(consumer, "node_modules/create-holdfast-workers/dist/main.js");
  const args = [create, NAME, "--directory", folder, "--yes"];
  if (!claims.run("npm create holdfast-workers", process.execPath, args, consumer))
    return undefined;
  const file = path.join(folder, "package.json");
  const manifest: ScaffoldedManifest = JSON.parse(fs.readFileSync(file, "utf8"));
  const tarballs = new Map(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  manifest.devDependencies[NEEDED] = tarballs.get(NEEDED) ?? "";
  tarballs.delete(NEEDED);
  writeJson(file, { ...manifest, overrides: Object.fromEntries(tarballs) });
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  return claims.run(
    "npm install in the package of workers",
    "npm",
    ["install", ...quiet],
    folder,
  ) && claims.run("its types are right, and its tests pass", "npm", ["test"], folder)
    ? folder
    : undefined;
}
