import { randomBytes } from "node:crypto";

/** What a controller accepts at least, in bytes, as an agent's password. */
export const MIN_PASSWORD_LENGTH = 24;

/**
 * A new password: 18 random bytes in base64, which is 24 characters without padding, as Juju's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { generatePassword, MIN_PASSWORD_LENGTH } from "@holdfast/agent-config";
 *
 * assert.equal(generatePassword().length, MIN_PASSWORD_LENGTH);
 * ```
 */
export function generatePassword(): string {
  return randomBytes(18).toString("base64");
}
