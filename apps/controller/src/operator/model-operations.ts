import { wallNow } from "@holdfast/ports";

import { hostPortOf } from "../net/host-port.js";
import { modelConfigOf, setModelConfig } from "../state/model-config.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { ModelOperations } from "./controller-admin.js";

/** {@link ModelOperations} on a data directory's state. */
export function modelOperations(parts: AdminParts): ModelOperations {
  const { models } = parts.state;
  return {
    addModel(model) {
      const { uuid } = models.add(model, wallNow(parts.clock));
      return { uuid };
    },

    setMigration(model, migration) {
      models.setMigration(modelUuid(parts, model), migration);
    },

    setRedirect(model, redirect) {
      for (const address of redirect?.addresses ?? []) hostPortOf(address);
      models.setRedirect(modelUuid(parts, model), redirect);
    },

    setLoggingConfig(model, config) {
      models.setLoggingConfig(modelUuid(parts, model), config);
    },

    modelConfig(model) {
      return modelConfigOf(models.get(modelUuid(parts, model)), models);
    },

    setModelConfig(model, values) {
      setModelConfig(models, modelUuid(parts, model), values);
    },
  };
}
