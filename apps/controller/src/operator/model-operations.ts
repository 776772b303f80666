import type { Uuid } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { hostPortOf } from "../net/host-port.js";
import { modelConfigOf, setModelConfig } from "../state/model-config.js";
import type { ModelView } from "../state/store.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { ModelOperations } from "./controller-admin.js";

/** {@link ModelOperations} on the state of a store. */
export function modelOperations({ identity, state, clock, signal }: AdminParts): ModelOperations {
  const uuidOf = (models: ModelView, model: string): Uuid => modelUuid(identity, models, model);
  return {
    async addModel(model) {
      const { uuid } = await state.commit(({ models }) => models.add(model, wallNow(clock)));
      return { uuid };
    },

    setMigration: (model, migration) =>
      state.commit(({ models }) => models.setMigration(uuidOf(models, model), migration)),

    async setRedirect(model, redirect) {
      for (const address of redirect?.addresses ?? []) hostPortOf(address);
      await state.commit(({ models }) => models.setRedirect(uuidOf(models, model), redirect));
    },

    setLoggingConfig: (model, config) =>
      state.commit(({ models }) => models.setLoggingConfig(uuidOf(models, model), config)),

    async modelConfig(model) {
      await state.fresh(signal);
      const { models } = state;
      return modelConfigOf(models.get(uuidOf(models, model)), models);
    },

    setModelConfig: (model, values) =>
      state.commit(({ models }) => setModelConfig(models, uuidOf(models, model), values)),
  };
}
