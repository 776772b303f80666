import {
  type ApiVersionRange,
  apiVersionsOf,
  haveOneInCommon,
  supportedApiVersions,
  versionWords,
} from "./api-version.js";
import { ConnectPluginError } from "./plugin-error.js";
import { isPluginName } from "./plugin-name.js";
import type { ConnectPlugin } from "./plugin.js";

/**
 * Checks that `value`, which a module exported, is a plugin for a version of the contract that this agent
 * runs.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_VERSION or ERR_PLUGIN_INVALID
 */
export function checkConnectPlugin(
  value: unknown,
  specifier: string,
  supported: ApiVersionRange = supportedApiVersions,
): ConnectPlugin {
  if (!isObject(value)) throw notAPlugin(specifier, "its default export is no object");
  if (value["apiVersion"] === undefined) {
    throw notAPlugin(specifier, "its default export has no apiVersion");
  }
  const versions = apiVersionsOf(value["apiVersion"]);
  if (versions === undefined) {
    throw notAPlugin(specifier, "its apiVersion is neither a number nor { from, to }");
  }
  if (!haveOneInCommon(versions, supported)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_VERSION",
      `${specifier} is for ${versionWords(versions)} of the connect contract, this agent runs ${versionWords(supported)}: install a release of it that fits`,
    );
  }
  if (typeof value["name"] !== "string" || !isPluginName(value["name"])) {
    throw notAPlugin(specifier, "it has no valid name");
  }
  if (typeof value["register"] !== "function") throw notAPlugin(specifier, "it cannot register");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked member by member above
  return value as unknown as ConnectPlugin;
}

function notAPlugin(specifier: string, why: string): ConnectPluginError {
  return new ConnectPluginError(
    "ERR_PLUGIN_INVALID",
    `${specifier} is not a connect plugin: ${why} (see defineConnectPlugin)`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
