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
      found.set(packageName, { name: packageName, packageName, version, directory });
    }
  }
  const installed = [...found.values()].toSorted((a, b) =>
    a.packageName < b.packageName ? -1 : 1,
  );
  return installed.map((one) => ({ ...one, name: nameFor(one.packageName, installed) }));
}

/** Packages `@…/holdfast-connect-NAME`, of any scope. */
export function scopedPackagesOf(
  name: string,
  installed: readonly InstalledPackage[],
): readonly InstalledPackage[] {
  return installed.filter(({ packageName }) => scopedName(packageName) === name);
}

/** The short name, where it leads to this package and to no other. */
function nameFor(packageName: string, installed: readonly InstalledPackage[]): string {
  const plain = plainName(packageName);
  if (plain !== undefined) return plain;
  const scoped = scopedName(packageName);
  if (scoped === undefined) return packageName;
  const taken = installed.some((other) => plainName(other.packageName) === scoped);
  return taken || scopedPackagesOf(scoped, installed).length > 1 ? packageName : scoped;
}

function plainName(packageName: string): string | undefined {
  return /^(?:@holdfast\/|holdfast-)connect-([a-z0-9-]+)$/.exec(packageName)?.[1];
}

function scopedName(packageName: string): string | undefined {
  return /^@[^/]+\/holdfast-connect-([a-z0-9-]+)$/.exec(packageName)?.[1];
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
