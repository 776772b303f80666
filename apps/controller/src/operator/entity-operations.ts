import { isTagOf, parseTag, parseTagOf } from "@holdfast/names";

import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { EntityOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link EntityOperations} on the state of a store. */
export function entityOperations({ identity, state }: AdminParts): EntityOperations {
  return {
    async setLife({ tag, model, life }) {
      readingName(() => parseTag(tag));
      await state.commit(({ models, agents }) => {
        if (isTagOf("model", tag)) models.setLife(parseTagOf("model", tag).id, life);
        else agents.setLife(modelUuid(identity, models, model), tag, life);
      });
    },

    async remove({ tag, model }) {
      readingName(() => parseTag(tag));
      if (tag === `model-${identity.controllerModelUuid}`) {
        throw notValid("the controller's own model cannot be removed: its machines live in it");
      }
      await state.commit(({ models, agents, users }) => {
        if (isTagOf("user", tag)) users.remove(parseTagOf("user", tag).id);
        else if (isTagOf("model", tag)) models.remove(parseTagOf("model", tag).id);
        else agents.remove(modelUuid(identity, models, model), tag);
      });
    },
  };
}
