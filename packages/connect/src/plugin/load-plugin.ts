import { errorText } from "@holdfast/ports";

import { ConnectPluginError } from "./plugin-error.js";
import { checkConnectPlugin } from "./check-plugin.js";
import type { ConnectPlugin } from "./plugin.js";
import { type InstalledPackage, listConnectPlugins, scopedPackagesOf } from "./list-plugins.js";
import {
  installedFolder,
  isModulePath,
  type ModulePlaces,
  owningPackage,
  resolveFrom,
} from "./resolve-plugin.js";

export interface LoadPluginOptions {
  /**
   * Where to look, in this order: the URLs of modules, or directories. An agent passes its own
   * `import.meta.url`, so that what was installed beside it is found. By default a package is looked for
   * beside this one, and a path is taken from where the process was started: code from there is run
   * only where it was named by its path.
   */
  readonly from?: readonly string[];
  /** Folders that the operator names: packages in their own `node_modules`, and in none above them. */
  readonly folders?: readonly string[];
  /** Names of the agent's own strategies: no other package's plugin may have them. */
  readonly known?: readonly string[];
}

/** A plugin, and where it came from. */
export interface LoadedConnectPlugin {
  readonly plugin: ConnectPlugin;
  /** What was resolved: a package's name, or a file's URL. */
  readonly specifier: string;
  readonly url: string;
  /** The package that holds it. */
  readonly packageName: string | undefined;
  readonly version: string | undefined;
}

const shortName = /^[a-z0-9][a-z0-9-]*$/;

/** The packages that a name may mean, in the order of trying. */
export function pluginSpecifiers(name: string): readonly string[] {
  return shortName.test(name)
    ? [`@holdfast/connect-${name}`, `holdfast-connect-${name}`, name]
    : [name];
}

/**
 * Loads a connect plugin by its short name (`scary`), its package's name
 * (`@acme/holdfast-connect-vault`), or a file's path or URL (`./my-strategy.js`). A short name means the
 * installed package of any scope, too, whose plugin has that name.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_NOT_FOUND, ERR_PLUGIN_FAILED (loading it threw),
 *   ERR_PLUGIN_INVALID or ERR_PLUGIN_VERSION
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadConnectPlugin } from "@holdfast/connect";
 *
 * const { plugin, packageName } = await loadConnectPlugin("only", { from: [import.meta.url] });
 * assert.equal(plugin.name, "only");
 * assert.equal(packageName, "@holdfast/connect-only");
 * await assert.rejects(loadConnectPlugin("nobodys"), { code: "ERR_PLUGIN_NOT_FOUND" });
 * ```
 */
export async function loadConnectPlugin(
  name: string,
  options: LoadPluginOptions = {},
): Promise<LoadedConnectPlugin> {
  const { folders = [], known = [] } = options;
  const from = options.from ?? [isModulePath(name) ? process.cwd() : import.meta.url];
  const places = { from, folders };
  for (const specifier of pluginSpecifiers(name)) {
    const loaded = await loadFrom(specifier, places, known);
    if (loaded !== undefined) return loaded;
  }
  const installed = listConnectPlugins(from, folders);
  const named = await namedSo(name, installed, places, known);
  if (named !== undefined) return named;
  throw notFound(name, known, installed);
}

/** The plugin that `specifier` leads to, checked; undefined where nothing of that name is installed. */
async function loadFrom(
  specifier: string,
  places: ModulePlaces,
  known: readonly string[],
): Promise<LoadedConnectPlugin | undefined> {
  const url = resolveFrom(specifier, places);
  if (url === undefined) {
    refuseUnbuilt(specifier, places);
    return undefined;
  }
  const plugin = checkConnectPlugin(await importDefault(url, specifier), specifier);
  const { name: packageName, version } = owningPackage(url) ?? {};
  if (known.includes(plugin.name) && packageName !== ownPackage(plugin.name)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_INVALID",
      `${specifier} calls itself ${plugin.name}, which is a strategy of the agent's own: it must have another name`,
    );
  }
  return { plugin, specifier, url, packageName, version };
}

/**
 * The plugin of that name among the packages `@…/holdfast-connect-NAME`: only those are looked into, since
 * loading a package runs its code.
 */
async function namedSo(
  name: string,
  installed: readonly InstalledPackage[],
  places: ModulePlaces,
  known: readonly string[],
): Promise<LoadedConnectPlugin | undefined> {
  if (!shortName.test(name)) return undefined;
  const found: LoadedConnectPlugin[] = [];
  for (const { packageName } of scopedPackagesOf(name, installed)) {
    const loaded = await loadFrom(packageName, places, known);
    if (loaded?.plugin.name === name) found.push(loaded);
  }
  if (found.length <= 1) return found[0];
  const names = found.map(({ specifier }) => specifier).join(" and ");
  throw new ConnectPluginError(
    "ERR_PLUGIN_NOT_FOUND",
    `the connect strategy ${JSON.stringify(name)} is in ${names}: name the package in full`,
  );
}

const ownPackage = (name: string): string => `@holdfast/connect-${name}`;

/** A package that is there, and whose module is not, is not to be installed once more. */
function refuseUnbuilt(specifier: string, places: ModulePlaces): void {
  const folder = installedFolder(specifier, places);
  if (folder === undefined) return;
  throw new ConnectPluginError(
    "ERR_PLUGIN_FAILED",
    `${specifier} is installed in ${folder}, but the module that its package.json names is not there: build it, or install it anew`,
  );
}

async function importDefault(url: string, specifier: string): Promise<unknown> {
  try {
    const module: unknown = await import(url);
    return typeof module === "object" && module !== null && "default" in module
      ? module.default
      : undefined;
  } catch (cause) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_FAILED",
      `loading ${specifier} failed: ${errorText(cause)}`,
      { cause },
    );
  }
}

function notFound(
  name: string,
  known: readonly string[],
  installed: readonly InstalledPackage[],
): ConnectPluginError {
  const meant = installed.filter(({ packageName }) => packageName.endsWith(`connect-${name}`));
  if (meant.length > 0) {
    const names = meant.map(({ packageName }) => packageName).join(" or ");
    return new ConnectPluginError(
      "ERR_PLUGIN_NOT_FOUND",
      `no connect strategy ${JSON.stringify(name)} is the name of a plugin, but ${names} is installed, whose plugin has another name: name the package in full`,
    );
  }
  const looked = pluginSpecifiers(name).join(", ");
  const exist = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  return new ConnectPluginError(
    "ERR_PLUGIN_NOT_FOUND",
    `no connect strategy ${JSON.stringify(name)}${exist}: looked for ${looked}; install its package beside the agent, or give the path of its module`,
  );
}
