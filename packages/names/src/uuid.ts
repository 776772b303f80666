import { InvalidUuidError } from "./errors.js";
import { uuid } from "./grammar.js";
import type { ModelTag } from "./tag.js";
import type { Uuid } from "./uuid-type.js";

const SHORT_ID_LENGTH = 6;
const MODEL_PREFIX = "model-";

/**
 * Whether the text is a UUID as Juju writes it: lower case, 8-4-4-4-12, and nothing else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isUuid, modelTag } from "@holdfast/names";
 *
 * const text: string = "5c439344-289b-48e8-bf0d-23612b7f5b93";
 * if (isUuid(text)) assert.equal(modelTag(text), `model-${text}`); // here a Uuid, for the compiler too
 * assert.ok(!isUuid(`model-${text}`));
 * ```
 */
export function isUuid(text: string): text is Uuid {
  return uuid.test(text);
}

/**
 * The text as the UUID that it is.
 *
 * @throws {@link InvalidUuidError} where it is none: a tag, upper case, braces
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseUuid } from "@holdfast/names";
 *
 * const uuid = parseUuid(crypto.randomUUID());
 * assert.throws(() => parseUuid(`model-${uuid}`), { code: "ERR_INVALID_UUID" });
 * ```
 */
export function parseUuid(text: string): Uuid {
  if (!isUuid(text)) throw new InvalidUuidError(text);
  return text;
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
