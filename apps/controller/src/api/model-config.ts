import { AGENT_VERSION, type ConfigValue, modelConfigOf } from "../state/model-config.js";
import type { Model } from "../state/model.js";
import type { ControllerCore } from "./controller-core.js";

/** A value, and where it is from. */
export interface ConfigEntry {
  readonly value: ConfigValue;
  readonly source: "default" | "model" | "controller";
}

/** The kind of cloud that has machines which were there before: as near as Juju has to ours. */
export const PROVIDER_TYPE = "manual";

/** All that holds for a model, by key, as Juju's clients and agents read it. */
export function modelConfig(
  model: Model,
  { juju, state }: ControllerCore,
): ReadonlyMap<string, ConfigEntry> {
  const { traits, version } = juju;
  const config: Map<string, ConfigEntry> = modelConfigOf(
    model,
    state.models,
    traits.modelConfigBesides,
  );
  if (!config.has(AGENT_VERSION)) config.set(AGENT_VERSION, { value: version, source: "model" });
  config.set("name", { value: model.name, source: "controller" });
  config.set("type", { value: PROVIDER_TYPE, source: "controller" });
  config.set("uuid", { value: model.uuid, source: "controller" });
  return config;
}

/** The values alone. */
export function modelConfigValues(model: Model, core: ControllerCore): Record<string, ConfigValue> {
  const entries = [...modelConfig(model, core)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}
