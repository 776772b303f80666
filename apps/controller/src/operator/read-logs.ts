import { Activity, type LogRecord } from "../state/activity.js";
import { requireController } from "../state/data-dir.js";
import { State } from "../state/state.js";

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
  using state = new State(dataDir);
  using activity = new Activity(dataDir);
  if (model === undefined) return activity.logs({ limit });
  return activity.logs({ model: state.models.resolve(model).uuid, limit });
}
