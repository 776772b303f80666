// What a connect plugin is: the default export of a package, which makes a strategy.
import type { StandardSchemaV1 } from "@standard-schema/spec";

import type { DependencyContainer } from "../di.js";
import type { ConnectFunc, ConnectStrategy } from "../strategy.js";
import type { StrategyPorts } from "../strategy-ports.js";
import type { ApiVersionRange, CONNECT_API_VERSION } from "./api-version.js";
import { ConnectPluginError } from "./plugin-error.js";
import { isPluginName } from "./plugin-name.js";
import { registerStrategy } from "./register-strategy.js";

/** What an agent loads: the default export of a plugin's package, made by {@link defineConnectPlugin}. */
export interface ConnectPlugin<Options = unknown> {
  /** What `--connect` calls it: lower-case letters, digits and dashes. */
  readonly name: string;
  /** The version of the contract that it was written for, or the versions that it works with. */
  readonly apiVersion: number | ApiVersionRange;
  /** Describes the plugin's options, in any library that speaks Standard Schema. */
  readonly options?: StandardSchemaV1<unknown, Options>;
  /**
   * Registers the strategy under `CONNECT_STRATEGY`. The container is the plugin's own, so nothing
   * else that it registers is seen by others; what the agent offers (clock, logger, …) is seen by it.
   */
  register(container: DependencyContainer, options: Options): void | Promise<void>;
}

/** What the author of a plugin writes: a name, and `connect` (or `register`, for the container). */
export type ConnectPluginDefinition<Schema extends StandardSchemaV1 | undefined> = {
  readonly name: string;
  /**
   * `CONNECT_API_VERSION` at the time of writing, as a number: what the plugin was written for. A range,
   * `{ from: 1, to: 2 }`, for one that was tried with agents of several.
   */
  readonly apiVersion: typeof CONNECT_API_VERSION | ApiVersionRange;
  readonly options?: Schema;
} & (MakesStrategy<OptionsOf<Schema>> | RegistersStrategy<OptionsOf<Schema>>);

interface MakesStrategy<Options> {
  /**
   * Makes the strategy, or its `connect` alone: once for an agent, when the agent first connects.
   *
   * @param options - what the schema made of the agent's `connect-options`
   */
  readonly connect: (ports: StrategyPorts, options: Options) => ConnectStrategy | ConnectFunc;
  readonly register?: never;
}

interface RegistersStrategy<Options> {
  /** In place of `connect`, for a plugin with tokens of its own: as {@link ConnectPlugin.register}. */
  readonly register: (container: DependencyContainer, options: Options) => void | Promise<void>;
  readonly connect?: never;
}

/** A schema's output, or undefined where there is no schema: what `connect` and `register` get. */
export type OptionsOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : undefined;

/**
 * Describes a connect plugin: `export default defineConnectPlugin({ name: "vault", … })`.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_INVALID, where the name is not one, or where there is not
 *   exactly one of `connect` and `register`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiInfoMissingError, connectFallback, defineConnectPlugin } from "@holdfast/connect";
 * import { fromPlugin, Scene } from "@holdfast/connect-testkit";
 * import * as v from "valibot";
 *
 * const plugin = defineConnectPlugin({
 *   name: "given",
 *   apiVersion: 1,
 *   options: v.object({ password: v.string() }), // any Standard Schema
 *   connect: (ports, { password }) => async (agent, apiOpen, signal) => {
 *     const info = agent.currentConfig().apiInfo();
 *     if (info === undefined) throw new ApiInfoMissingError();
 *     const passwords = [password];
 *     return (await connectFallback({ apiOpen, info, passwords, signal, ...ports })).connection;
 *   },
 * });
 * export default plugin;
 *
 * const password = "a password that somebody gave it";
 * const scene = await Scene.open(fromPlugin(plugin, { password }), {
 *   controller: { password },
 * });
 * assert.equal((await scene.connect()).kind, "connected");
 * await scene[Symbol.asyncDispose]();
 * ```
 */
export function defineConnectPlugin<Schema extends StandardSchemaV1 | undefined = undefined>(
  definition: ConnectPluginDefinition<Schema>,
): ConnectPlugin<OptionsOf<Schema>> {
  const { name, apiVersion, options, connect, register } = definition;
  if (!isPluginName(name)) {
    throw invalid(
      `${JSON.stringify(name)} cannot name a connect plugin: lower-case letters, digits and dashes can`,
    );
  }
  if ((connect === undefined) === (register === undefined)) {
    throw invalid(`the connect plugin ${name} needs either connect or register`);
  }
  const plugin = {
    name,
    apiVersion,
    ...(options === undefined ? {} : { options }),
    register: register ?? registerStrategy(connect),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Schema's output is what OptionsOf says, which the compiler cannot follow
  return Object.freeze(plugin) as ConnectPlugin<OptionsOf<Schema>>;
}

function invalid(message: string): ConnectPluginError {
  return new ConnectPluginError("ERR_PLUGIN_INVALID", message);
}
