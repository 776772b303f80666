// What an agent's two files mean together: which is believed, and what must be put right. Pure.
import type { Tag } from "@holdfast/names";

import { type ConfFields, readConfFields } from "./conf/conf-fields.js";
import { readConfText } from "./conf/conf-text.js";
import { AgentConfFormatError, AgentConfigError } from "./errors.js";
import { confOf, keepPasswords, type LastGood } from "./last-good.js";

/** What was wrong with an `agent.conf` that was restored from its last good copy. */
export type RecoveryReason = "missing" | "emptied" | "truncated" | "overwritten";

/** A configuration that can be worked with. */
export interface Reconciled {
  readonly text: string;
  readonly fields: ConfFields;
  readonly kept: readonly string[];
  /** Why `text` is the last good copy's, and must be written back. */
  readonly recovered: RecoveryReason | undefined;
}

export interface DiskContents {
  /** `agent.conf`; undefined where there is none. */
  readonly conf: string | undefined;
  readonly lastGood: LastGood | undefined;
}

/**
 * Believes `agent.conf`, unless it is missing, empty, cut short, or was overwritten by what it held
 * when the agent was first made (as cloud-init does at a reboot): its current password is gone, its
 * old one is one we know.
 * A file that somebody wrote with a mistake in it is not overwritten: it is refused.
 *
 * @throws AgentConfFormatError naming key and line; AgentConfigError `ERR_AGENT_CONF_MISSING`,
 *   `ERR_AGENT_CONF_TAG`
 */
export function reconcile(disk: DiskContents, tag: Tag, path: string): Reconciled {
  const { conf, lastGood } = disk;
  if (lastGood === undefined || lastGood.fields.tag !== tag) {
    return { ...readOwn(conf, tag, path), kept: [], recovered: undefined };
  }
  const lost = whyUnusable(conf, confOf(lastGood, path));
  if (lost !== undefined) return restored(lastGood, path, lost);
  const own = readOwn(conf, tag, path, lastGood);
  if (wasOverwritten(own.fields, lastGood)) return restored(lastGood, path, "overwritten");
  return { ...own, kept: keepFrom(lastGood, own.fields), recovered: undefined };
}

function restored(lastGood: LastGood, path: string, recovered: RecoveryReason): Reconciled {
  return { text: confOf(lastGood, path), fields: lastGood.fields, kept: lastGood.kept, recovered };
}

function whyUnusable(conf: string | undefined, good: string): RecoveryReason | undefined {
  if (conf === undefined) return "missing";
  // A file that was given its length, but not yet its bytes, when the power went reads as zeros.
  if (/^[\s\0]*$/.test(conf)) return "emptied";
  const rest = conf.replace(/\0+$/, "");
  return rest !== good && good.startsWith(rest) ? "truncated" : undefined;
}

function wasOverwritten(fields: ConfFields, lastGood: LastGood): boolean {
  const good = lastGood.fields;
  if (fields.password !== "" || good.password === "") return false;
  return [good.password, good.oldPassword, ...lastGood.kept].includes(fields.oldPassword);
}

/** Displaced passwords are for the controller that they were made for, and for no other. */
export function keepFrom(lastGood: LastGood, fields: ConfFields): readonly string[] {
  const { controller } = lastGood.fields;
  const same =
    controller === undefined || fields.controller === undefined || controller === fields.controller;
  return same ? keepPasswords(fields, lastGood.fields, lastGood.kept) : [];
}

function readOwn(
  conf: string | undefined,
  tag: Tag,
  path: string,
  lastGood?: LastGood,
): { text: string; fields: ConfFields } {
  if (conf === undefined) {
    throw new AgentConfigError(`no agent configuration at ${path}: make one with init`, {
      code: "ERR_AGENT_CONF_MISSING",
    });
  }
  const fields = readAdvised(conf, path, lastGood);
  if (fields.tag !== tag) {
    throw new AgentConfigError(
      `${path} is the configuration of ${fields.tag}, not of ${tag}: check the tag and the data directory`,
      { code: "ERR_AGENT_CONF_TAG" },
    );
  }
  return { text: conf, fields };
}

function readAdvised(conf: string, path: string, lastGood: LastGood | undefined): ConfFields {
  try {
    return readConfFields(readConfText(conf, path));
  } catch (error) {
    if (!(error instanceof AgentConfFormatError) || lastGood === undefined) throw error;
    throw error.advising(`mend it, or put ${path}.last-good in its place`);
  }
}
