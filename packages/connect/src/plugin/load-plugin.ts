import { ConnectPluginError } from "./plugin-error.js";
import { checkConnectPlugin } from "./check-plugin.js";
import type { ConnectPlugin } from "./plugin.js";
import { owningPackage, resolveFrom } from "./resolve-plugin.js";

export interface LoadPluginOptions {
  /**
   * Where to look, in this order: the URLs of modules, or directories. An agent passes its own
   * `import.meta.url`, so that what was installed beside it is found, and where it was started.
   * By default: where the process was started.
   */
  readonly from?: readonly string[];
  /** Names that the agent knows to exist, for the message of ERR_PLUGIN_NOT_FOUND. */
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
  const from = options.from ?? [process.cwd()];
  for (const specifier of pluginSpecifiers(name)) {
    const url = resolveFrom(specifier, from);
    if (url === undefined) continue;
    const plugin = checkConnectPlugin(await importDefault(url, specifier), specifier);
    const { name: packageName, version } = owningPackage(url) ?? {};
    return { plugin, specifier, url, packageName, version };
  }
  throw notFound(name, options.known ?? []);
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

function notFound(name: string, known: readonly string[]): ConnectPluginError {
  const looked = pluginSpecifiers(name).join(", ");
  const exist = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  return new ConnectPluginError(
    "ERR_PLUGIN_NOT_FOUND",
    `no connect strategy ${JSON.stringify(name)}${exist}: looked for ${looked}; install its package beside the agent, or give the path of its module`,
  );
}
