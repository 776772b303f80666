// The oldest Node that is supported, which is what the examples are held to.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { runOrExit } from "../run-command.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { root } from "../workspace.ts";

/** The least version of a range such as `^22.18.0 || ^24.11.0 || >=26.0.0`. */
export function leastVersion(range: string): string {
  const [first] = range
    .split("||")
    .map((part) => part.replace(/^[\s^>=]+/, "").trim())
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
  return first ?? range;
}

/** Gets it from the registry, and gives its path. */
export function oldestNode(): string {
  const manifest: { readonly engines: { readonly node: string } } = JSON.parse(
    fs.readFileSync(path.join(root, "package.json"), "utf8"),
  );
  const binary = `node-${process.platform}-${process.arch}`;
  const folder = temporaryFolder("oldest-node");
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const spec = `${binary}@${leastVersion(manifest.engines.node)}`;
  runOrExit("npm", ["install", "--prefix", folder, ...quiet, spec], { cwd: folder });
  return path.join(folder, "node_modules", binary, "bin", "node");
}
