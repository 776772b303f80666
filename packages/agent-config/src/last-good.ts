// The last good copy of agent.conf: the same text, so that it can be copied back by hand, and one
// key more, which Juju ignores: the passwords that were displaced from the two slots of the file.
import { type ConfFields, readConfFields, readList } from "./conf/conf-fields.js";
import { readConfText } from "./conf/conf-text.js";
import { editConf } from "./conf/edit-conf.js";

const KEPT_KEY = "holdfast-kept-passwords";

/**
 * How many displaced passwords are kept. With the two slots they make ten attempts to log in, which
 * is what a controller's rate limit allows at once.
 */
const MAX_KEPT = 8;

export interface LastGood {
  readonly text: string;
  readonly fields: ConfFields;
  readonly kept: readonly string[];
}

/** The text of a last good copy. */
export function lastGoodText(conf: string, path: string, kept: readonly string[]): string {
  return kept.length === 0 ? conf : editConf(conf, path, new Map([[KEPT_KEY, kept]]));
}

/** Reads a last good copy. Throws `AgentConfFormatError`. */
export function readLastGood(text: string, path: string): LastGood {
  const conf = readConfText(text, path);
  return { text, fields: readConfFields(conf), kept: readList(conf, KEPT_KEY) };
}

/** The text of the `agent.conf` that was copied. */
export function confOf(copy: LastGood, path: string): string {
  return editConf(copy.text, path, new Map([[KEPT_KEY, undefined]]));
}

/** The passwords to keep, newest first, where `before` gives way to `now`. */
export function keepPasswords(
  now: ConfFields,
  before: ConfFields,
  kept: readonly string[],
): readonly string[] {
  const held = new Set(["", now.password, now.oldPassword]);
  const displaced = new Set([before.password, before.oldPassword, ...kept]);
  return [...displaced].filter((password) => !held.has(password)).slice(0, MAX_KEPT);
}
