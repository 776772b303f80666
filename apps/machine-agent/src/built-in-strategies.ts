// The strategies that come with the agent: part of it, so that they are there however it is packed.
import only from "@holdfast/connect-only";
import scary from "@holdfast/connect-scary";
import { type ConnectPlugin, loadConnectPlugin } from "@holdfast/connect";
import { modulePlaces } from "@holdfast/connect/agent";

/** By their short names. */
export const builtInStrategies: Readonly<Record<string, ConnectPlugin>> = { scary, only };

/**
 * The strategy of that name: one of ours, or a plugin.
 *
 * @param folders - where plugins are looked for, besides beside the agent
 * @throws {ConnectPluginError}
 */
export async function strategyNamed(
  name: string,
  folders: readonly string[] | undefined,
): Promise<ConnectPlugin> {
  const own = builtInStrategies[name];
  if (own !== undefined) return own;
  const places = modulePlaces(name, { beside: import.meta.url, folders });
  const known = Object.keys(builtInStrategies);
  return (await loadConnectPlugin(name, { ...places, known })).plugin;
}
