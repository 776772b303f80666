import { type Clock, systemClock } from "@holdfast/ports";

import { Admin } from "./admin.js";
import { disposeAll } from "../dispose-all.js";
import { readIdentity } from "../identity.js";
import type { ControllerAdmin } from "./running-controller.js";
import { Activity } from "../state/activity.js";
import { notInitialised, requireController } from "../state/data-dir.js";
import { isDataDirLocked } from "../state/data-dir-lock.js";
import { State } from "../state/state.js";

/** An operator's hold on a controller, until disposed of. */
export type OpenedAdmin = ControllerAdmin & Disposable;

class DataDirAdmin extends Admin implements OpenedAdmin {
  readonly #opened: Disposable[];

  constructor(opened: Disposable[], ...parts: ConstructorParameters<typeof Admin>) {
    super(...parts);
    this.#opened = opened;
  }

  [Symbol.dispose](): void {
    disposeAll(this.#opened);
  }
}

/**
 * Opens the controller of a data directory for an operator's commands, whether or not it is running.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED where there is none, ERR_STATE
 */
export function openAdmin(options: {
  readonly dataDir: string;
  readonly clock?: Clock | undefined;
}): OpenedAdmin {
  const { dataDir, clock = systemClock } = options;
  requireController(dataDir);
  const opened: Disposable[] = [];
  try {
    const state = new State(dataDir);
    opened.push(state);
    const identity = readIdentity(state);
    if (identity === undefined) throw notInitialised(dataDir);
    const activity = new Activity(dataDir);
    opened.push(activity);
    const running = (): boolean => isDataDirLocked(dataDir);
    return new DataDirAdmin(opened, identity, { state, activity, clock, running });
  } catch (error) {
    disposeAll(opened);
    throw error;
  }
}
