import type { LogRecord } from "../state/activity.js";
import { requireController } from "../state/data-dir.js";
import { PostgresStore } from "../state/postgres/postgres-store.js";
import { resolveModel } from "../state/resolve-model.js";
import { SqliteActivity } from "../state/sqlite/sqlite-activity.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";
import type { StoreView } from "../state/store.js";

export interface ReadLogsOptions {
  readonly dataDir: string;
  /** UUID or name; of all models where left out. */
  readonly model?: string | undefined;
  readonly limit: number;
}

/**
 * What agents have sent of their logs, the newest last.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED, ERR_NOT_FOUND for the model
 */
export function readLogs(options: ReadLogsOptions): readonly LogRecord[] {
  requireController(options.dataDir);
  using state = new SqliteStore(options.dataDir);
  return logsIn(state, options);
}

/** {@link readLogs} of the controller of the data directory, whose state may be in PostgreSQL. */
export async function readStoreLogs(
  options: ReadLogsOptions & { readonly store?: string | undefined; readonly signal: AbortSignal },
): Promise<readonly LogRecord[]> {
  const { store: url, signal } = options;
  if (url === undefined) return readLogs(options);
  await using state = await PostgresStore.open({ url, signal });
  return logsIn(state, options);
}

function logsIn(
  { models }: Pick<StoreView, "models">,
  { dataDir, model, limit }: ReadLogsOptions,
): readonly LogRecord[] {
  using activity = new SqliteActivity(dataDir);
  const query = model === undefined ? {} : { model: resolveModel(models, model).uuid };
  return activity.logs({ ...query, limit }).map(({ number: _place, ...record }) => record);
}
