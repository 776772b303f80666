import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { attributes, integer, list, map, message, type Schema, text } from "../wire.js";

/** By key, each with its `value` and its `source`: `default`, `model` or `controller`. */
export interface ModelConfigResults {
  config: Record<string, unknown>;
}
export const ModelConfigResults: Schema<ModelConfigResults> = message({ config: attributes });

export interface ModelSet {
  config: Record<string, unknown>;
}
export const ModelSet: Schema<ModelSet> = message({ config: attributes });

export interface ModelUnset {
  keys: string[];
}
export const ModelUnset: Schema<ModelUnset> = message({ keys: list(text) });

export interface ModelConstraints {
  constraints: Record<string, unknown>;
}
export const ModelConstraints: Schema<ModelConstraints> = message({ constraints: attributes });

export interface ModelSequences {
  sequences: Record<string, number>;
}
export const ModelSequences: Schema<ModelSequences> = message({ sequences: map(integer) });

/** How the connection's model is configured, for people. */
export interface ModelConfigMethods {
  ModelGet(params: Empty): ModelConfigResults;
  ModelSet(params: ModelSet): Empty;
  ModelUnset(params: ModelUnset): Empty;
  GetModelConstraints(params: Empty): ModelConstraints;
  Sequences(params: Empty): ModelSequences;
}

export const ModelConfig: Facade<ModelConfigMethods> = defineFacade<ModelConfigMethods>({
  name: "ModelConfig",
  version: 3,
  versions: [3, 4],
  methods: {
    ModelGet: { params: Empty, result: ModelConfigResults },
    ModelSet: { params: ModelSet, result: Empty },
    ModelUnset: { params: ModelUnset, result: Empty },
    GetModelConstraints: { params: Empty, result: ModelConstraints },
    Sequences: { params: Empty, result: ModelSequences },
  },
});
