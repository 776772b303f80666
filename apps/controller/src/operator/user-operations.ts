import { generatePassword, parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { hashUserPassword } from "../state/password-hash.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { UserOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link UserOperations} on the state of a store. */
export function userOperations(parts: AdminParts): UserOperations {
  const { identity, state, clock } = parts;
  return {
    async setUserPassword({ name, access, password = generatePassword() }) {
      readingName(() => parseTagOf("user", `user-${name}`));
      if (password === "") throw notValid("a user's password cannot be empty");
      const passwordHash = await hashUserPassword(password);
      await state.commit(({ users }) => {
        const kept = access ?? users.find(name)?.access;
        users.put(
          { name, passwordHash, access: kept ?? (name === "admin" ? "superuser" : "login") },
          wallNow(clock),
        );
      });
      return { password };
    },

    setModelAccess: (model, user, access) =>
      state.commit(({ models, users }) => {
        const uuid = modelUuid(identity, models, model);
        if (access === undefined) users.revoke(uuid, user);
        else users.grant(uuid, user, access);
      }),
  };
}
