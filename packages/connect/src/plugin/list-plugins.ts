import fs from "node:fs";
import path from "node:path";

import { foldersAbove, readManifest } from "./resolve-plugin.js";

/** The keyword by which a package says that it is a connect plugin. */
export const CONNECT_PLUGIN_KEYWORD = "holdfast-connect-plugin";

/** A connect plugin's package as it lies on disk. It was not loaded. */
export interface InstalledPackage {
  /** What `--connect` takes: the short name where one leads to it, the package's name otherwise. */
  readonly name: string;
  readonly packageName: string;
  readonly version: string | undefined;
  readonly directory: string;
}

/**
 * Finds the packages that carry the keyword `holdfast-connect-plugin`, in every `node_modules` from
 * each place upwards, and in those of `folders` alone. The nearest of a name wins, as it does for Node.
 *
 * @param from - as for `loadConnectPlugin`
 */
export function listConnectPlugins(
  from: readonly string[] = [import.meta.url],
  folders: readonly string[] = [],
): InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const places = [...from.flatMap(foldersAbove), ...folders];
  for (const modules of places.map((folder) => path.join(folder, "node_modules"))) {
    for (const directory of packagesIn(modules)) {
      const manifest = readManifest(path.join(directory, "package.json"));
      if (manifest?.name === undefined || found.has(manifest.name)) continue;
      if (!manifest.keywords.includes(CONNECT_PLUGIN_KEYWORD)) continue;
      const { name: packageName, version } = manifest;
      found.set(packageName, { name: shortNameOf(packageName), packageName, version, directory });
    }
  }
  return [...found.values()].toSorted((a, b) => (a.packageName < b.packageName ? -1 : 1));
}

function shortNameOf(packageName: string): string {
  return /^(?:@holdfast\/|holdfast-)connect-([a-z0-9-]+)$/.exec(packageName)?.[1] ?? packageName;
}

function packagesIn(modules: string): string[] {
  return entriesOf(modules).flatMap((entry) => {
    const at = path.join(modules, entry);
    return entry.startsWith("@") ? entriesOf(at).map((name) => path.join(at, name)) : [at];
  });
}

function entriesOf(directory: string): string[] {
  try {
    return fs.readdirSync(directory);
  } catch {
    // There is none, or it may not be read: nothing can be loaded from it either.
    return [];
  }
}
