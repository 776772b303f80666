import path from "node:path";

import type { Package } from "../workspace.ts";

/**
 * What users import of a package as it is published, its subpaths included: `@holdfast/rpc/client`. Not
 * what is no module, nor a pattern for many files.
 */
export function publicEntries({ name, manifest }: Pick<Package, "name" | "manifest">): string[] {
  const entries = manifest.publishConfig?.exports ?? manifest.exports ?? {};
  return Object.keys(entries)
    .filter((entry) => !entry.includes("*") && !entry.endsWith(".json"))
    .map((entry) => path.posix.join(name, entry));
}
