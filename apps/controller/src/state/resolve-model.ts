import { isTag, isTagOf, isUuid, parseTagOf } from "@holdfast/names";

import { ControllerError } from "../errors.js";
import type { Model } from "./model.js";
import { unknownModel } from "./store-errors.js";
import type { ModelView } from "./store.js";

/**
 * The model by its UUID or its tag, or by its name where only one has it. What reads as a UUID or a tag
 * is never taken for a name, whatever names there are.
 *
 * @throws {@link ControllerError} ERR_NOT_FOUND, ERR_NOT_VALID where several have the name
 */
export function resolveModel(models: ModelView, nameOrUuid: string): Model {
  const uuid = isTagOf("model", nameOrUuid) ? parseTagOf("model", nameOrUuid).id : nameOrUuid;
  const byUuid = models.find(uuid);
  if (byUuid !== undefined) return byUuid;
  if (isUuid(nameOrUuid) || isTag(nameOrUuid)) throw unknownModel(nameOrUuid);
  const found = models.list().filter((model) => model.name === nameOrUuid);
  const [model, another] = found;
  if (model === undefined) throw unknownModel(nameOrUuid);
  if (another === undefined) return model;
  throw new ControllerError(
    "ERR_NOT_VALID",
    `${found.length} models are named "${nameOrUuid}": give the UUID (${found.map((one) => one.uuid).join(", ")})`,
  );
}
