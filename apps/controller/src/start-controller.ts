import {
  type Clock,
  type Logger,
  onAbort,
  silentLogger,
  systemClock,
  wallNow,
} from "@holdfast/ports";

import { jujuRelease } from "./api/facades/juju-releases.js";
import type { IdentityProvider } from "./api/identity-provider.js";
import type { JujuRelease, JujuReleaseName } from "./api/juju-release.js";
import { DEFAULT_RATE_LIMIT, type RateLimit } from "./api/token-bucket.js";
import { STRANGERS } from "./bounds.js";
import { Controller } from "./controller.js";
import { endAll } from "./dispose-all.js";
import { keptIdentity } from "./identity.js";
import { parseListenAddress } from "./net/listen-address.js";
import { createAdmin } from "./operator/admin.js";
import type { RunningController } from "./operator/running-controller.js";
import { KeyRing } from "./pki/key-ring.js";
import type { PassphraseSource } from "./pki/passphrase.js";
import { separateKeys } from "./pki/separate-keys.js";
import { tidyKeys } from "./pki/tidy-keys.js";
import { lockDataDir } from "./state/data-dir-lock.js";
import { makeDataDir, secureDataDir } from "./state/data-dir.js";
import { openStore } from "./state/open-store.js";
import { ONLY_CONTROLLER } from "./state/controller-node.js";
import { nodeIdOf } from "./state/node-id.js";
import { SharedActivity } from "./state/postgres/shared-activity.js";
import { SqliteActivity } from "./state/sqlite/sqlite-activity.js";
import { SqliteStore } from "./state/sqlite/sqlite-store.js";

export interface StartOptions {
  /** Made where it does not exist. All of the controller is in it. */
  readonly dataDir: string;
  /**
   * Where the state is, `postgres://user@host:5432/database`: any number of controllers may name the same. Left
   * out, it is in the data directory, and this is the only controller.
   */
  readonly store?: string | undefined;
  /**
   * Where to listen, `IP:port`. Left out, it listens where it listened last, and at first on a
   * free port of 127.0.0.1 below 32768. Port 0 is the port of last time, too, where the host is the same.
   */
  readonly listen?: string | undefined;
  /** The release of Juju as which it speaks; 3.6 where it is left out. */
  readonly asJuju?: JujuReleaseName | undefined;
  /**
   * Gives the passphrase of the authority's key, each time it is needed: a key that is not behind any is
   * put behind it. Left out, a key that is behind one signs nothing until the controller is started with it.
   */
  readonly caPassphrase?: PassphraseSource | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** Of agents' logins; Juju's own by default. */
  readonly rateLimit?: RateLimit | undefined;
  /**
   * Vouches for logins by a session token or by client credentials (Admin 4), and by discharged macaroons;
   * none where it is left out.
   */
  readonly identityProvider?: IdentityProvider | undefined;
  /** ms for a client's TLS handshake, and again for its request's head: 10,000. */
  readonly handshakeTimeout?: number | undefined;
  /** Gives the start up where it waits, with its reason. A controller that runs ends by being disposed of. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the controller of a data directory; the first start makes its identity and its authority.
 *
 * @throws {@link ControllerError} ERR_DATA_DIR, ERR_DATA_DIR_IN_USE, ERR_FILE_UNTRUSTED, ERR_STATE, ERR_CA_KEY,
 * ERR_STORE_URL, ERR_STORE_UNAVAILABLE, ERR_LISTEN_ADDRESS, ERR_LISTEN, ERR_PORT_IN_USE
 */
export function startController(options: StartOptions): Promise<RunningController> {
  return startAs(jujuRelease(options.asJuju ?? "3.6"), options);
}

/** {@link startController} as whatever release, whose name in the options does not count. */
export async function startAs(
  release: JujuRelease,
  options: StartOptions,
): Promise<RunningController> {
  const { dataDir, clock = systemClock, logger = silentLogger } = options;
  const listen = options.listen === undefined ? undefined : parseListenAddress(options.listen);
  makeDataDir(dataDir);
  secureDataDir(dataDir, logger);
  const opened: (Disposable | AsyncDisposable)[] = [lockDataDir(dataDir)];
  const ending = new AbortController();
  const { signal } = options;
  const leave =
    signal === undefined ? undefined : onAbort(signal, () => ending.abort(signal.reason));
  try {
    const { store } = options;
    const state = await openStore({ dataDir, store, clock, logger, signal: ending.signal });
    opened.push(state);
    const node = store === undefined ? ONLY_CONTROLLER : nodeIdOf(dataDir);
    const own = new SqliteActivity(dataDir, { logger });
    opened.push(own);
    own.clearSessions();
    const activity =
      state instanceof SqliteStore ? own : new SharedActivity(own, state.shareSessions(node));
    const keys = new KeyRing(dataDir, {
      node,
      passphrase: options.caPassphrase,
      signal: ending.signal,
    });
    if (state instanceof SqliteStore) separateKeys(state, keys.files);
    const identity = await keptIdentity(state, keys, wallNow(clock));
    await tidyKeys(state, keys, logger);
    const controller = await Controller.start({
      identity,
      release,
      state,
      keys,
      activity,
      clock,
      logger,
      listen,
      rateLimit: options.rateLimit ?? DEFAULT_RATE_LIMIT,
      identityProvider: options.identityProvider,
      handshakeTimeout: options.handshakeTimeout ?? STRANGERS.handshake,
      ending,
      disposeOwned: () => endAll(opened),
    });
    const admin = createAdmin({
      identity,
      state,
      keys,
      activity,
      clock,
      signal: ending.signal,
      running: () => true,
    });
    return Object.assign(admin, {
      address: controller.address,
      [Symbol.asyncDispose]: () => controller[Symbol.asyncDispose](),
    });
  } catch (error) {
    await endAll(opened);
    throw error;
  } finally {
    leave?.();
  }
}
