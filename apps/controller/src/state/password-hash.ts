import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

// An agent's password is 24 random characters, 144 bits: no dictionary helps, so one salted SHA-512
// is as safe as a slow hash, and a thousand agents may log in at once. A user's password was thought
// up by a person: scrypt, with OWASP's parameters of 2024 for interactive use.

const scryptAsync = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

declare const hashed: unique symbol;

/** A password as it is stored. The compiler keeps a password from being stored as it is. */
export type PasswordHash = string & { readonly [hashed]: true };

/** What was written into a store as a {@link PasswordHash}, read back. */
export function storedHash(text: string): PasswordHash {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only hashes are written there
  return text as PasswordHash;
}

/** An agent's password: `sha512$salt$hash`, both base64. */
export function hashAgentPassword(password: string): PasswordHash {
  const salt = randomBytes(SALT_BYTES);
  return storedHash(
    `sha512$${salt.toString("base64")}$${sha512(salt, password).toString("base64")}`,
  );
}

/** A user's password: `scrypt$salt$hash`, both base64. */
export async function hashUserPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await scryptAsync(password, salt, HASH_BYTES, SCRYPT);
  return storedHash(`scrypt$${salt.toString("base64")}$${hash.toString("base64")}`);
}

/** Whether the password is the stored one, in a time that does not depend on how nearly it is. */
export function verifyAgentPassword(password: string, stored: PasswordHash): boolean {
  const [kind, salt, hash] = parts(stored);
  return kind === "sha512" && timingSafeEqual(sha512(salt, password), hash);
}

/** As {@link verifyAgentPassword}, for a user's. */
export async function verifyUserPassword(password: string, stored: PasswordHash): Promise<boolean> {
  const [kind, salt, hash] = parts(stored);
  if (kind !== "scrypt") return false;
  return timingSafeEqual(await scryptAsync(password, salt, HASH_BYTES, SCRYPT), hash);
}

function sha512(salt: Buffer, password: string): Buffer {
  return createHash("sha512").update(salt).update(password).digest();
}

function parts(stored: PasswordHash): [kind: string, salt: Buffer, hash: Buffer] {
  const [kind = "", salt = "", hash = ""] = stored.split("$");
  return [kind, Buffer.from(salt, "base64"), Buffer.from(hash, "base64")];
}
