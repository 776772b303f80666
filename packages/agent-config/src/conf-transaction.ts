// The disk side of an agent: what is on it, put right where it must be, and changed. Each function
// is one transaction under the change lock.
import type { Tag } from "@holdfast/names";

import type { AgentConfigSetter } from "./agent.js";
import type { AgentPaths } from "./agent-paths.js";
import { readConfFields } from "./conf/conf-fields.js";
import { readConfText } from "./conf/conf-text.js";
import { type ConfEdits, editConf } from "./conf/edit-conf.js";
import type { ConfStore } from "./conf-store.js";
import { ConfigDraft } from "./config-draft.js";
import type { FolderSync } from "./disk/durable-file.js";
import { AgentConfigError } from "./errors.js";
import { keepPasswords, lastGoodText } from "./last-good.js";
import { type DiskContents, type Reconciled, reconcile } from "./reconcile.js";

/** A configuration that is on the disk, and how durable it is there. */
export interface StoredConf {
  readonly state: Reconciled;
  readonly sync: FolderSync;
}

/** Where a transaction works. */
export interface ConfPlace {
  readonly store: ConfStore;
  readonly paths: AgentPaths;
  readonly tag: Tag;
}

/** What is on the disk, as far as it can be believed, and whether anything must be put right. */
export async function inspectDisk(
  place: ConfPlace,
): Promise<{ disk: DiskContents; state: Reconciled; inOrder: boolean }> {
  const { store, paths, tag } = place;
  const disk = await store.read();
  const state = reconcile(disk, tag, paths.conf);
  const copied = disk.lastGood?.text === lastGoodText(state.text, paths.conf, state.kept);
  return { disk, state, inOrder: state.recovered === undefined && copied };
}

/**
 * Puts the disk right: restores what was lost, copies what is good, and makes durable what is there,
 * whoever wrote it: a process that was killed may have renamed and not synced. Throws FileError.
 */
export async function repairAndSync(place: ConfPlace): Promise<StoredConf> {
  const { store } = place;
  const { disk, state, inOrder } = await inspectDisk(place);
  if (state.recovered !== undefined) {
    if (disk.conf !== undefined && disk.conf !== "") await store.keepDamaged(disk.conf);
    return { state, sync: await store.replace(state.text, state.kept, disk.conf) };
  }
  const sync = await store.sync();
  if (!inOrder) await store.replaceLastGood(state.text, state.kept);
  return { state, sync };
}

/**
 * Changes what is on the disk; undefined where there was nothing to change. Where it throws, nothing
 * was changed. Throws FileError, AgentConfigError, and what `mutate` throws.
 */
export async function change(
  place: ConfPlace,
  from: Reconciled,
  mutate: (config: AgentConfigSetter) => void,
): Promise<StoredConf | undefined> {
  const { store, paths } = place;
  const text = editConf(from.text, paths.conf, withVersion(from, collect(mutate), paths.conf));
  if (text === from.text) return undefined;
  const fields = readConfFields(readConfText(text, paths.conf));
  const kept = keepPasswords(fields, from.fields, from.kept);
  const sync = await store.replace(text, kept, from.text);
  return { state: { text, fields, kept, recovered: undefined }, sync };
}

function collect(mutate: (config: AgentConfigSetter) => void): ConfEdits {
  const draft = new ConfigDraft();
  const result: unknown = mutate(draft);
  const edits = draft.finish();
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new AgentConfigError(
      "a configuration's mutator is async: what it does later would be lost; compute first, then change",
      { code: "ERR_CONFIG_MUTATOR" },
    );
  }
  return edits;
}

// Juju crashes on a file without this key: whatever we write has it. Zero means "not known".
function withVersion(from: Reconciled, edits: ConfEdits, path: string): ConfEdits {
  if (edits.size === 0 || readConfText(from.text, path).map.has("upgradedToVersion")) return edits;
  return new Map([...edits, ["upgradedToVersion", "0.0.0"]]);
}
