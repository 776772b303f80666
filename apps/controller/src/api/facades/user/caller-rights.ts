import { parseTagOf } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc";

import type { User } from "../../../state/user.js";
import { permissionDenied } from "../../api-errors.js";
import type { CallContext } from "../../served-facade.js";

export function isSuperuser({ auth }: CallContext): boolean {
  return auth.kind === "user" ? auth.user.access === "superuser" : auth.kind === "agent";
}

/** @throws ApiError `unauthorized access` for anybody but a superuser */
export function superusersOnly(context: CallContext): void {
  if (!isSuperuser(context)) throw permissionDenied();
}

/** @throws ApiError `unauthorized access` but for the caller itself, or a superuser */
export function aboutItself(tag: string, context: CallContext): void {
  const { auth } = context;
  const own = auth.kind === "user" && tag === `user-${auth.user.name}`;
  if (!own) superusersOnly(context);
}

/** @throws ApiError `user not found` */
export function userOf(tag: string, { core }: CallContext): User {
  const { id } = parseTagOf("user", tag);
  const user = core.state.users.find(id);
  if (user === undefined) throw new ApiError(`user "${id}" not found`, { code: "user not found" });
  return user;
}
