import type { Model } from "../../../state/model.js";
import { entityNotFound, permissionDenied } from "../../api-errors.js";
import type { CallContext } from "../../served-facade.js";
import { isVisible } from "../../visible-models.js";
import { modelAccess } from "./model-info.js";

/**
 * A model that the caller may see.
 *
 * @throws ApiError `not found`, also for one that it may not see
 */
export function visibleModel(tag: string, context: CallContext): Model {
  const found = context.core.state.models.find(tag.replace(/^model-/u, ""));
  if (found === undefined || tag !== `model-${found.uuid}` || !isVisible(found, context)) {
    throw entityNotFound(tag);
  }
  return found;
}

/** @throws ApiError `not found`, or `unauthorized access` for one that it does not administer */
export function administeredModel(tag: string, context: CallContext): Model {
  const model = visibleModel(tag, context);
  if (modelAccess(model, context) !== "admin") throw permissionDenied();
  return model;
}
