import type { UserView } from "./store.js";
import type { ModelAccess, User } from "./user.js";

/** What the user may do in the model; undefined where nothing. A superuser may do everything. */
export function accessTo(users: UserView, model: string, user: User): ModelAccess | undefined {
  return user.access === "superuser" ? "admin" : users.granted(model, user.name);
}
