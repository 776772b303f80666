import { accessTo } from "../state/model-access.js";
import type { Model } from "../state/model.js";
import type { CallContext } from "./served-facade.js";

/** The models that the caller may know of: all of them for a controller's machine or a superuser. */
export function visibleModels(context: CallContext): readonly Model[] {
  const { auth, core } = context;
  // What has moved to another controller is no longer here for anybody.
  const all = core.state.models.list().filter((model) => model.redirect === undefined);
  if (auth.kind === "agent") return auth.managesModels ? all : [];
  if (auth.kind === "anonymous") return [];
  return all.filter((model) => accessTo(core.state.users, model.uuid, auth.user) !== undefined);
}
