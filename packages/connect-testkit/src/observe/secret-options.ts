import { HIDDEN, hideSecrets } from "@holdfast/ports";

import { MIN_SECRET_LENGTH } from "./secret-search.js";

/** Besides those that a log hides. */
const secretName = /passphrase|api[-_]?key|private[-_]?key|^pin$/i;
/** What is about a secret, and is none. */
const harmlessName = /method|type|endpoint|ur[il]|path|file|lifetime|ttl|timeout|algorithm/i;

/**
 * The secrets among a plugin's options: texts under a name by which a log would hide them (`password`,
 * `clientSecret`, `token`, …), at any depth. What is a path, or a URL, is not one itself.
 */
export function secretsIn(options: unknown): readonly string[] {
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    const hidden = secretName.test(name) || hideSecrets({ [name]: value })[name] === HIDDEN;
    return hidden && !harmlessName.test(name) ? textsIn(value) : secretsIn(value);
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return isSecret(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function isSecret(text: string): boolean {
  return text.length >= MIN_SECRET_LENGTH && !/^(?:[./~]|[a-z]+:\/\/)/i.test(text);
}
