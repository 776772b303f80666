import { accessTo } from "../state/model-access.js";
import type { Model } from "../state/model.js";
import type { CallContext } from "./served-facade.js";

/** The models that the caller may know of: all of them for a controller's machine or a superuser. */
export function visibleModels(context: CallContext): readonly Model[] {
  const { auth, core } = context;
  const models = core.state.models.list().filter(({ redirect }) => redirect === undefined);
  if (auth.kind === "anonymous") return [];
  if (auth.kind === "agent") return auth.managesModels ? models : [];
  if (auth.user.access === "superuser") return models;
  const grants = core.state.users.grants(auth.user.name);
  return models.filter(({ uuid }) => grants.has(uuid));
}

/** Whether the caller may know of the model. */
export function isVisible(model: Model, { auth, core }: CallContext): boolean {
  // What has moved to another controller is no longer here for anybody.
  if (model.redirect !== undefined || auth.kind === "anonymous") return false;
  if (auth.kind === "agent") return auth.managesModels;
  return accessTo(core.state.users, model.uuid, auth.user) !== undefined;
}
