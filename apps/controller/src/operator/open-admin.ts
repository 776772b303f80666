import { type Clock, silentLogger, systemClock } from "@holdfast/ports";

import { disposeAll } from "../dispose-all.js";
import { readIdentity } from "../identity.js";
import { KeyRing } from "../pki/key-ring.js";
import type { PassphraseSource } from "../pki/passphrase.js";
import { separateKeys } from "../pki/separate-keys.js";
import { isDataDirLocked } from "../state/data-dir-lock.js";
import { notInitialised, requireController, secureDataDir } from "../state/data-dir.js";
import { SqliteActivity } from "../state/sqlite/sqlite-activity.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";
import { createAdmin } from "./admin.js";
import type { ControllerAdmin } from "./controller-admin.js";

/** An operator's hold on a controller, until disposed of. */
export type OpenedAdmin = ControllerAdmin & Disposable;

/**
 * Opens the controller of a data directory for an operator's commands, whether or not it is running.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED where there is none, ERR_FILE_UNTRUSTED, ERR_STATE
 */
export function openAdmin(options: {
  readonly dataDir: string;
  /** Gives the passphrase of the authority's key, for what needs that key. */
  readonly caPassphrase?: PassphraseSource | undefined;
  readonly clock?: Clock | undefined;
  /** Ends, with its reason, whatever waits for the keys: for another command, or for a passphrase. */
  readonly signal?: AbortSignal | undefined;
}): OpenedAdmin {
  const { dataDir, clock = systemClock, signal = new AbortController().signal } = options;
  requireController(dataDir);
  secureDataDir(dataDir, silentLogger);
  const opened: Disposable[] = [];
  try {
    const state = new SqliteStore(dataDir);
    opened.push(state);
    const keys = new KeyRing(dataDir, { passphrase: options.caPassphrase, signal });
    separateKeys(state, keys.files);
    const identity = readIdentity(state);
    if (identity === undefined) throw notInitialised(dataDir);
    const activity = new SqliteActivity(dataDir);
    opened.push(activity);
    const running = (): boolean => isDataDirLocked(dataDir);
    const admin = createAdmin({ identity, state, keys, activity, clock, signal, running });
    return Object.assign(admin, { [Symbol.dispose]: () => disposeAll(opened) });
  } catch (error) {
    disposeAll(opened);
    throw error;
  }
}
