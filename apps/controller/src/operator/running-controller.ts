import type { ControllerAdmin } from "./controller-admin.js";

/** A controller that runs in this process, until it is disposed of. */
export interface RunningController extends ControllerAdmin, AsyncDisposable {
  /** host:port, the port being the one in use. */
  readonly address: string;
}
