import type { Clock, Logger } from "@holdfast/ports";

import { PostgresStore } from "./postgres/postgres-store.js";
import { SqliteStore } from "./sqlite/sqlite-store.js";

export interface OpenStoreOptions {
  readonly dataDir: string;
  /** `postgres://…`; left out, it is in the data directory. */
  readonly store?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gives it up, where it waits. */
  readonly signal: AbortSignal;
}

/**
 * Opens the state where the controller keeps it.
 *
 * @throws {@link ControllerError} ERR_STATE, ERR_STORE_URL, ERR_STORE_UNAVAILABLE, `ERR_FILE_…`
 */
export async function openStore(options: OpenStoreOptions): Promise<SqliteStore | PostgresStore> {
  const { dataDir, store: url, clock, logger, signal } = options;
  return url === undefined
    ? new SqliteStore(dataDir, logger)
    : await PostgresStore.open({ url, clock, logger, signal });
}
