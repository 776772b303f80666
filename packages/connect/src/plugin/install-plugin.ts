import type { StandardSchemaV1 } from "@standard-schema/spec";

import { errorText } from "@holdfast/ports";

import { type DependencyContainer, type InjectionToken, instanceCachingFactory } from "../di.js";
import type { ConnectStrategy } from "../strategy.js";
import { token } from "../token.js";
import { CONNECT_STRATEGY } from "../tokens.js";
import { ConnectPluginError } from "./plugin-error.js";
import type { ConnectPlugin } from "./plugin.js";

const INSTALLED: InjectionToken<string> = token("@holdfast/connect:InstalledPlugin");

/** The token of one strategy among several in a container. */
export function connectStrategyNamed(name: string): InjectionToken<ConnectStrategy> {
  return token(`@holdfast/connect:ConnectStrategy/${name}`);
}

/**
 * Lets a plugin register, in a container of its own below `container`, and keeps its strategy under
 * the plugin's name, one instance for all. Several may be installed; {@link useConnectStrategy} picks.
 *
 * @param rawOptions - checked against the plugin's schema
 * @throws {ConnectPluginError} ERR_PLUGIN_DUPLICATE, ERR_PLUGIN_OPTIONS, ERR_PLUGIN_FAILED (it threw)
 *   or ERR_PLUGIN_EMPTY
 */
export async function installConnectPlugin(
  container: DependencyContainer,
  plugin: ConnectPlugin,
  rawOptions?: unknown,
): Promise<void> {
  const { name } = plugin;
  if (installedStrategies(container).includes(name)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_DUPLICATE",
      `a connect plugin named ${name} is installed already`,
    );
  }
  const options = await checkOptions(plugin, rawOptions);
  const own = container.createChildContainer();
  try {
    await register(plugin, own, options);
  } catch (cause) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_FAILED",
      `the connect plugin ${name} failed while registering: ${errorText(cause)}`,
      { cause },
    );
  }
  if (!own.isRegistered(CONNECT_STRATEGY)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_EMPTY",
      `the connect plugin ${name} registers nothing as CONNECT_STRATEGY`,
    );
  }
  container.register(connectStrategyNamed(name), {
    useFactory: instanceCachingFactory(() => makeStrategy(name, own)),
  });
  container.register(INSTALLED, { useValue: name });
}

/** The names of the plugins installed in `container`, in the order of their installation. */
export function installedStrategies(container: DependencyContainer): readonly string[] {
  return container.isRegistered(INSTALLED, true) ? container.resolveAll(INSTALLED) : [];
}

/**
 * Makes the installed plugin `name` the container's `CONNECT_STRATEGY`.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_NOT_FOUND, naming those that are installed
 */
export function useConnectStrategy(container: DependencyContainer, name: string): void {
  const installed = installedStrategies(container);
  if (!installed.includes(name)) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_NOT_FOUND",
      `no connect plugin ${JSON.stringify(name)} is installed; installed: ${installed.join(", ") || "none"}`,
    );
  }
  container.register(CONNECT_STRATEGY, {
    useFactory: (scope) => scope.resolve(connectStrategyNamed(name)),
  });
}

/** Makes the plugin's strategy; what comes of that must be one. */
function makeStrategy(name: string, own: DependencyContainer): ConnectStrategy {
  let made: unknown;
  try {
    made = own.resolve(CONNECT_STRATEGY);
  } catch (cause) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_FAILED",
      `the connect plugin ${name} failed while making its strategy: ${errorText(cause)}`,
      { cause },
    );
  }
  if (isStrategy(made)) return made;
  throw new ConnectPluginError(
    "ERR_PLUGIN_INVALID",
    `the connect plugin ${name} registers a strategy that has no function connect`,
  );
}

function isStrategy(made: unknown): made is ConnectStrategy {
  return (
    typeof made === "object" &&
    made !== null &&
    "connect" in made &&
    typeof made.connect === "function"
  );
}

function register(
  plugin: ConnectPlugin,
  container: DependencyContainer,
  options: unknown,
): void | Promise<void> {
  return plugin.register(container, options);
}

async function checkOptions(plugin: ConnectPlugin, raw: unknown): Promise<unknown> {
  const { name, options: schema } = plugin;
  if (schema === undefined) {
    if (raw === undefined) return undefined;
    throw badOptions(name, "it has none");
  }
  const result = await schema["~standard"].validate(raw ?? {});
  if (result.issues === undefined) return result.value;
  throw badOptions(name, result.issues.map(issueText).join("; "));
}

function badOptions(name: string, why: string): ConnectPluginError {
  return new ConnectPluginError(
    "ERR_PLUGIN_OPTIONS",
    `the options of the connect plugin ${name} do not fit: ${why}`,
  );
}

function issueText(issue: StandardSchemaV1.Issue): string {
  const path = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
  return path.length === 0 ? issue.message : `${path.join(".")}: ${issue.message}`;
}
