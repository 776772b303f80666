import { isTag, isUuid } from "@holdfast/names";

import { ControllerError } from "../errors.js";
import type { PasswordHash } from "./password-hash.js";

/** What a user may do on the controller, the least first. */
export const CONTROLLER_ACCESS = ["login", "add-model", "superuser"] as const;
export type ControllerAccess = (typeof CONTROLLER_ACCESS)[number];

/** What a user may do in a model, the least first. */
export const MODEL_ACCESS = ["read", "write", "admin"] as const;
export type ModelAccess = (typeof MODEL_ACCESS)[number];

/** A person or service that may log in as itself. */
export interface User {
  /** Without `user-`. */
  readonly name: string;
  readonly displayName: string;
  /** A secret all the same. */
  readonly passwordHash: PasswordHash;
  readonly access: ControllerAccess;
  readonly disabled: boolean;
  /** ms since the epoch */
  readonly createdAt: number;
  readonly lastLogin: number | undefined;
}

/** @throws {@link ControllerError} ERR_NOT_VALID for the name of a new user that reads as something else */
export function checkUserName(name: string): void {
  if (!isTag(name) && !isUuid(name)) return;
  throw new ControllerError(
    "ERR_NOT_VALID",
    `"${name}" is no user name: it reads as a tag (user-bob, machine-0) or a UUID; give the name alone`,
  );
}
