import type { LogRecord } from "../state/activity.js";
import { requireController } from "../state/data-dir.js";
import { resolveModel } from "../state/resolve-model.js";
import { SqliteActivity } from "../state/sqlite/sqlite-activity.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";

/**
 * What agents have sent of their logs, the newest last.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED, ERR_NOT_FOUND for the model
 */
export function readLogs(options: {
  readonly dataDir: string;
  /** UUID or name; of all models where left out. */
  readonly model?: string | undefined;
  readonly limit: number;
}): readonly LogRecord[] {
  const { dataDir, model, limit } = options;
  requireController(dataDir);
  using state = new SqliteStore(dataDir);
  using activity = new SqliteActivity(dataDir);
  const query = model === undefined ? {} : { model: resolveModel(state.models, model).uuid };
  return activity.logs({ ...query, limit }).map(({ number: _place, ...record }) => record);
}
