// What a connect plugin is: the default export of a package, which registers a strategy.
import type { StandardSchemaV1 } from "@standard-schema/spec";

import type { DependencyContainer } from "../di.js";
import { ConnectPluginError } from "./plugin-error.js";

/** The version of this contract. It changes when plugins written for the old one would break. */
export const CONNECT_API_VERSION = 1;

/** The default export of a plugin's package. Make it with {@link defineConnectPlugin}. */
export interface ConnectPlugin<Options = unknown> {
  /** What `--connect` calls it: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly apiVersion: number;
  /** Describes the plugin's options, in any library that speaks Standard Schema. */
  readonly options?: StandardSchemaV1<unknown, Options>;
  /**
   * Registers the strategy under `CONNECT_STRATEGY`. The container is the plugin's own, so nothing
   * else that it registers is seen by others; what the agent offers (clock, logger, …) is seen by it.
   */
  register(container: DependencyContainer, options: Options): void | Promise<void>;
}

/** What the author of a plugin writes. */
export interface ConnectPluginDefinition<Schema extends StandardSchemaV1 | undefined> {
  readonly name: string;
  /** `CONNECT_API_VERSION` at the time of writing, as a number: what the plugin was written for. */
  readonly apiVersion: typeof CONNECT_API_VERSION;
  readonly options?: Schema;
  register(container: DependencyContainer, options: OptionsOf<Schema>): void | Promise<void>;
}

/** What `register` gets: the schema's output, or undefined where there is no schema. */
export type OptionsOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : undefined;

const pluginName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Describes a connect plugin: `export default defineConnectPlugin({ name: 'vault', … })`.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_INVALID, where the name is not one
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import {
 *   CONNECT_STRATEGY,
 *   createContainer,
 *   defineConnectPlugin,
 *   installConnectPlugin,
 *   useConnectStrategy,
 * } from "@holdfast/connect";
 * import * as v from "valibot";
 *
 * const plugin = defineConnectPlugin({
 *   name: "vault",
 *   apiVersion: 1,
 *   options: v.object({ url: v.pipe(v.string(), v.url()) }), // any Standard Schema
 *   register(container, { url }) {
 *     const connect = () => Promise.reject(new Error(`no vault at ${url}`));
 *     container.register(CONNECT_STRATEGY, { useFactory: () => ({ connect }) });
 *   },
 * });
 * export default plugin;
 *
 * const container = createContainer(); // what an agent does with it
 * await assert.rejects(installConnectPlugin(container, plugin, { url: "nowhere" }), {
 *   code: "ERR_PLUGIN_OPTIONS",
 * });
 * await installConnectPlugin(container, plugin, { url: "https://vault.example" });
 * useConnectStrategy(container, "vault");
 * assert.equal(typeof container.resolve(CONNECT_STRATEGY).connect, "function");
 * ```
 */
export function defineConnectPlugin<Schema extends StandardSchemaV1 | undefined = undefined>(
  definition: ConnectPluginDefinition<Schema>,
): ConnectPlugin<OptionsOf<Schema>> {
  if (!pluginName.test(definition.name)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_INVALID",
      `${JSON.stringify(definition.name)} cannot name a connect plugin: lower-case letters, digits and dashes can`,
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Schema's output is what OptionsOf says, which the compiler cannot follow
  return Object.freeze({ ...definition }) as ConnectPlugin<OptionsOf<Schema>>;
}

/**
 * Checks that `value`, which a module exported, is a plugin for this version of the contract.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_VERSION or ERR_PLUGIN_INVALID
 */
export function checkConnectPlugin(value: unknown, specifier: string): ConnectPlugin {
  if (!isObject(value)) throw notAPlugin(specifier, "its default export is no object");
  if (typeof value["apiVersion"] !== "number") {
    throw notAPlugin(specifier, "its default export has no apiVersion");
  }
  if (value["apiVersion"] !== CONNECT_API_VERSION) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_VERSION",
      `${specifier} is for version ${value["apiVersion"]} of the connect contract, this agent has version ${CONNECT_API_VERSION}: install a release of it that fits`,
    );
  }
  if (typeof value["name"] !== "string" || !pluginName.test(value["name"])) {
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
