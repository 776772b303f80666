import { ConnectPluginError } from "./plugin-error.js";
import { checkConnectPlugin } from "./check-plugin.js";
import type { ConnectPlugin } from "./plugin.js";
import { type InstalledPackage, listConnectPlugins } from "./list-plugins.js";
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
 * (`@acme/holdfast-connect-vault`), or a file's path or URL (`./my-strategy.js`).
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
  for (const specifier of pluginSpecifiers(name)) {
    const url = resolveFrom(specifier, { from, folders });
    if (url === undefined) {
      refuseUnbuilt(specifier, { from, folders });
      continue;
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
  throw notFound(name, known, listConnectPlugins(from, folders));
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
    throw new ConnectPluginError("ERR_PLUGIN_FAILED", `loading ${specifier} failed`, { cause });
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
      `no connect strategy ${JSON.stringify(name)} has that short name, but ${names} is installed: name it in full`,
    );
  }
  const looked = pluginSpecifiers(name).join(", ");
  const exist = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  return new ConnectPluginError(
    "ERR_PLUGIN_NOT_FOUND",
    `no connect strategy ${JSON.stringify(name)}${exist}: looked for ${looked}; install its package beside the agent, or give the path of its module`,
  );
}
