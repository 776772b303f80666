import { isTagOf, parseTag, parseTagOf } from "@holdfast/names";

import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { EntityOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link EntityOperations} on a data directory's state. */
export function entityOperations(parts: AdminParts): EntityOperations {
  const { identity, state } = parts;
  const removeModel = (uuid: string): void => {
    if (uuid === identity.controllerModelUuid) {
      throw notValid("the controller's own model cannot be removed: its machines live in it");
    }
    state.models.remove(uuid);
  };
  return {
    setLife({ tag, model, life }) {
      readingName(() => parseTag(tag));
      if (isTagOf("model", tag)) state.models.setLife(parseTagOf("model", tag).id, life);
      else state.agents.setLife(modelUuid(parts, model), tag, life);
    },

    remove({ tag, model }) {
      readingName(() => parseTag(tag));
      if (isTagOf("user", tag)) state.users.remove(parseTagOf("user", tag).id);
      else if (isTagOf("model", tag)) removeModel(parseTagOf("model", tag).id);
      else state.agents.remove(modelUuid(parts, model), tag);
    },
  };
}
