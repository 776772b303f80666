import { ControllerError } from "../errors.js";
import type { Model } from "./model.js";
import { unknownModel } from "./store-errors.js";
import type { ModelStore } from "./store.js";

/**
 * The model by its UUID, or by its name where only one has it.
 *
 * @throws {@link ControllerError} ERR_NOT_FOUND, ERR_NOT_VALID where several have the name
 */
export function resolveModel(models: ModelStore, nameOrUuid: string): Model {
  // A UUID is a UUID before it is anybody's name.
  const byUuid = models.find(nameOrUuid);
  if (byUuid !== undefined) return byUuid;
  const found = models.list().filter((model) => model.name === nameOrUuid);
  const [model, another] = found;
  if (model === undefined) throw unknownModel(nameOrUuid);
  if (another === undefined) return model;
  throw new ControllerError(
    "ERR_NOT_VALID",
    `${found.length} models are named "${nameOrUuid}": give the UUID (${found.map((one) => one.uuid).join(", ")})`,
  );
}
