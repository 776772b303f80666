import { generatePassword, parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { hashUserPassword } from "../state/password-hash.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { UserOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link UserOperations} on a data directory's state. */
export function userOperations(parts: AdminParts): UserOperations {
  const { state, clock } = parts;
  return {
    async setUserPassword({ name, access, password = generatePassword() }) {
      readingName(() => parseTagOf("user", `user-${name}`));
      if (password === "") throw notValid("a user's password cannot be empty");
      const kept = access ?? state.users.find(name)?.access;
      const passwordHash = await hashUserPassword(password);
      state.users.put(
        { name, passwordHash, access: kept ?? (name === "admin" ? "superuser" : "login") },
        wallNow(clock),
      );
      return { password };
    },

    setModelAccess(model, user, access) {
      const uuid = modelUuid(parts, model);
      if (access === undefined) state.users.revoke(uuid, user);
      else state.users.grant(uuid, user, access);
    },
  };
}
