import { type Clock, silentLogger, systemClock } from "@holdfast/ports";

import { disposeAll, endAll } from "../dispose-all.js";
import { ControllerError } from "../errors.js";
import { readIdentity } from "../identity.js";
import { KeyRing } from "../pki/key-ring.js";
import type { PassphraseSource } from "../pki/passphrase.js";
import { separateKeys } from "../pki/separate-keys.js";
import { isDataDirLocked } from "../state/data-dir-lock.js";
import {
  makeDataDir,
  notInitialised,
  requireController,
  secureDataDir,
} from "../state/data-dir.js";
import { SharedActivity } from "../state/postgres/shared-activity.js";
import { PostgresStore } from "../state/postgres/postgres-store.js";
import { ONLY_CONTROLLER } from "../state/controller-node.js";
import { nodeIdOf } from "../state/node-id.js";
import { SqliteActivity } from "../state/sqlite/sqlite-activity.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";
import { createAdmin } from "./admin.js";
import type { ControllerAdmin } from "./controller-admin.js";

/** An operator's hold on a controller, until disposed of. */
export type OpenedAdmin = ControllerAdmin & Disposable;

export interface OpenAdminOptions {
  readonly dataDir: string;
  /** Gives the passphrase of the authority's key, for what needs that key. */
  readonly caPassphrase?: PassphraseSource | undefined;
  readonly clock?: Clock | undefined;
  /** Ends, with its reason, whatever waits for the keys: for another command, or for a passphrase. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the controller of a data directory for an operator's commands, whether or not it is running.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED where there is none, ERR_FILE_UNTRUSTED, ERR_STATE
 */
export function openAdmin(options: OpenAdminOptions): OpenedAdmin {
  const { dataDir, clock = systemClock, signal = new AbortController().signal } = options;
  requireController(dataDir);
  secureDataDir(dataDir, silentLogger);
  const opened: Disposable[] = [];
  try {
    const state = new SqliteStore(dataDir);
    opened.push(state);
    const keys = new KeyRing(dataDir, {
      node: ONLY_CONTROLLER,
      passphrase: options.caPassphrase,
      signal,
    });
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

/** As {@link OpenedAdmin}, of a store that may have to finish something before it is closed. */
export type OpenedStoreAdmin = ControllerAdmin & AsyncDisposable;

/**
 * {@link openAdmin} for a controller whose state may be in PostgreSQL. The data directory is then that of one of
 * the store's controllers, or a new one: what signs by the authority's key looks for the key there.
 *
 * @throws {@link ControllerError} as {@link openAdmin} does, and ERR_STORE_URL, ERR_STORE_UNAVAILABLE
 */
export async function openStoreAdmin(
  options: OpenAdminOptions & {
    /** `postgres://…`; left out, the state is in the data directory. */
    readonly store?: string | undefined;
  },
): Promise<OpenedStoreAdmin> {
  const {
    store: url,
    dataDir,
    clock = systemClock,
    signal = new AbortController().signal,
  } = options;
  if (url === undefined) {
    const admin = openAdmin(options);
    return Object.assign(admin, {
      [Symbol.asyncDispose]: () => Promise.resolve(admin[Symbol.dispose]()),
    });
  }
  makeDataDir(dataDir);
  secureDataDir(dataDir, silentLogger);
  const opened: (Disposable | AsyncDisposable)[] = [];
  try {
    const state = await PostgresStore.open({ url, clock, signal });
    opened.push(state);
    const identity = readIdentity(state);
    if (identity === undefined) throw storeNotInitialised();
    const node = nodeIdOf(dataDir);
    const keys = new KeyRing(dataDir, { node, passphrase: options.caPassphrase, signal });
    const logs = new SqliteActivity(dataDir);
    opened.push(logs);
    const activity = new SharedActivity(logs, await state.lookAtSessions());
    const running = (): boolean => isDataDirLocked(dataDir);
    const admin = createAdmin({ identity, state, keys, activity, clock, signal, running });
    return Object.assign(admin, { [Symbol.asyncDispose]: () => endAll(opened) });
  } catch (error) {
    await endAll(opened);
    throw error;
  }
}

const storeNotInitialised = (): ControllerError =>
  new ControllerError(
    "ERR_NOT_INITIALISED",
    "the store holds no controller: check --store, or start one there with controller run --store postgres://…",
  );
