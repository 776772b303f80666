/** What a controller accepts at least, in bytes, as an agent's password. */
export const MIN_PASSWORD_LENGTH = 24;

const RANDOM_BYTES = 18;

/**
 * A new password: 18 random bytes in base64, which is 24 characters without padding, as Juju's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { generatePassword, MIN_PASSWORD_LENGTH } from "@holdfast/names";
 *
 * assert.equal(generatePassword().length, MIN_PASSWORD_LENGTH);
 * ```
 */
export function generatePassword(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))));
}
