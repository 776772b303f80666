import { attributes, message, type Schema } from "../wire.js";

/** How a model is configured, by key. */
export interface ModelConfigResult {
  config: Record<string, unknown>;
}
export const ModelConfigResult: Schema<ModelConfigResult> = message({ config: attributes });

/** How a controller is configured, by key. */
export interface ControllerConfigResult {
  config: Record<string, unknown>;
}
export const ControllerConfigResult: Schema<ControllerConfigResult> = message({
  config: attributes,
});
