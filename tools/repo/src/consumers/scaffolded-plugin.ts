// What a plugin's author gets: a scaffolded plugin that builds, packs small and has types that are right.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import type { Claims } from "./claims.ts";

const PLUGIN = "holdfast-connect-vault";
const SIZE_LIMIT = 4096; // bytes, packed

/**
 * Makes a plugin in a consumer's project as its author would, builds it with the compiler `tsc`, and
 * packs it.
 *
 * @param by what installed the project
 * @returns true where all of that went well
 */
export function scaffoldPlugin(claims: Claims, folder: string, by: string, tsc: string): boolean {
  const create = path.join(folder, "node_modules", "create-holdfast-connect", "dist", "main.js");
  const args = [create, PLUGIN, "--directory", "plugin", "--yes"];
  const build = [tsc, "-p", "plugin/tsconfig.build.json"];
  return (
    claims.run(`npm create holdfast-connect, installed by ${by}`, process.execPath, args, folder) &&
    claims.run(`the plugin builds, installed by ${by}`, process.execPath, build, folder) &&
    packPlugin(claims, path.join(folder, "plugin"), by)
  );
}

/** Packs it as its author would to publish it; it is built already. */
function packPlugin(claims: Claims, plugin: string, by: string): boolean {
  const args = ["pack", "--ignore-scripts", "--loglevel=error"];
  if (!claims.run(`the plugin packs, installed by ${by}`, "npm", args, plugin)) return false;
  const tarball = fs.readdirSync(plugin).find((name) => name.endsWith(".tgz")) ?? "";
  const { size } = fs.statSync(path.join(plugin, tarball));
  const attw = [tarball, "--profile", "esm-only", "--no-emoji"];
  return (
    claims.atMost(`the plugin is small, bytes packed`, size, SIZE_LIMIT) &&
    claims.run(
      `publint accepts it, installed by ${by}`,
      "publint",
      ["--strict", tarball],
      plugin,
    ) &&
    claims.run(`its types are right for everybody, installed by ${by}`, "attw", attw, plugin)
  );
}
