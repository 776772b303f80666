// All that a machine needs to join a controller, as one word that can be pasted: what `controller
// add-machine --join` prints and `machine-agent join` takes. It holds a secret, the bootstrap password,
// which the agent replaces at its first login: a token that was used is of no use any more.
import { InvalidJoinTokenError } from "./errors.js";
import { isHostPort } from "./host-port.js";
import { isTagOf } from "./parse-tag.js";
import type { MachineTag } from "./tag.js";
import { isUuid } from "./uuid.js";
import type { Uuid } from "./uuid-type.js";

/** What a token holds. */
export interface JoinToken {
  /** The controller's addresses, `host:port`, at least one. */
  readonly addresses: readonly string[];
  /** The controller's CA, PEM. */
  readonly caCert: string;
  readonly controller: Uuid;
  readonly model: Uuid;
  readonly tag: MachineTag;
  readonly nonce: string;
  /** The bootstrap password. */
  readonly password: string;
  /** Until when it is good, ms since the epoch; the controller refuses it later. */
  readonly expires: number;
}

const PREFIX = "holdfast-join-1.";

/**
 * The token as one word, of letters, digits, `-`, `_` and `.`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatJoinToken, parseJoinToken } from "@holdfast/names";
 *
 * const token = {
 *   addresses: ["10.0.0.1:17070"],
 *   caCert: "-----BEGIN CERTIFICATE-----\n",
 *   controller: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
 *   model: "5c439344-289b-48e8-bf0d-23612b7f5b93",
 *   tag: "machine-0",
 *   nonce: "n",
 *   password: "a bootstrap password of 24",
 *   expires: Date.now() + 3_600_000,
 * } as const;
 * assert.deepEqual(parseJoinToken(formatJoinToken(token)), token);
 * ```
 */
export function formatJoinToken(token: JoinToken): string {
  const bytes = new TextEncoder().encode(JSON.stringify(token));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * What a token holds, white space around it and line breaks inside it passed over.
 *
 * @throws InvalidJoinTokenError, whose message holds nothing of the token
 */
export function parseJoinToken(text: string): JoinToken {
  const word = text.replace(/\s+/g, "");
  if (word === "") throw new InvalidJoinTokenError("is empty");
  if (!word.startsWith(PREFIX)) throw new InvalidJoinTokenError(`does not begin with ${PREFIX}`);
  const value = decoded(word.slice(PREFIX.length));
  if (!isJoinToken(value)) throw new InvalidJoinTokenError("is damaged, or only a part of one");
  return value;
}

function decoded(text: string): unknown {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const decoder = new TextDecoder("utf-8", { fatal: true });
    return JSON.parse(decoder.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))));
  } catch {
    return undefined; // what it was must not be quoted
  }
}

function isJoinToken(value: unknown): value is JoinToken {
  if (typeof value !== "object" || value === null) return false;
  const has = (name: keyof JoinToken): unknown => Reflect.get(value, name);
  const addresses = has("addresses");
  const isText = (name: keyof JoinToken): boolean => typeof has(name) === "string";
  return (
    Array.isArray(addresses) &&
    addresses.length > 0 &&
    addresses.every((each) => typeof each === "string" && isHostPort(each)) &&
    (["caCert", "nonce", "password"] as const).every(isText) &&
    (["controller", "model"] as const).every((name) => isText(name) && isUuid(String(has(name)))) &&
    isText("tag") &&
    isTagOf("machine", String(has("tag"))) &&
    Number.isFinite(has("expires"))
  );
}
