import { uuid } from "./grammar.js";
import type { ModelTag } from "./tag.js";

const SHORT_ID_LENGTH = 6;
const MODEL_PREFIX = "model-";

/** Whether the text is a UUID as Juju writes it: lower case, 8-4-4-4-12, and nothing else. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/**
 * The first six characters of a model's UUID, which is how log lines name it. What is no model's
 * tag comes back as it is: it is shown to find out what went wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shortModelId } from "@holdfast/names";
 *
 * assert.equal(shortModelId("model-5c439344-289b-48e8-bf0d-23612b7f5b93"), "5c4393");
 * ```
 */
export function shortModelId(model: ModelTag): string {
  const id = model.startsWith(MODEL_PREFIX) ? model.slice(MODEL_PREFIX.length) : model;
  return isUuid(id) ? id.slice(0, SHORT_ID_LENGTH) : id;
}
