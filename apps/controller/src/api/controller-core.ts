import type { HostPort } from "@holdfast/facades";
import type { Clock, Logger } from "@holdfast/ports";

import type { Activity } from "../state/activity.js";
import type { Store } from "../state/store.js";
import type { Leases } from "./leases.js";
import type { WatchHub } from "./watch-hub.js";

/** What every connection of a running controller shares. */
export interface ControllerCore {
  readonly state: Store;
  readonly activity: Activity;
  readonly hub: WatchHub;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly controllerUuid: string;
  /** The UUID of the model that the controller's own machines belong to. */
  readonly controllerModelUuid: string;
  /** PEM */
  readonly caCert: string;
  /** The version of Juju that it says it is, such as `3.6.0`. */
  readonly serverVersion: string;
  /** Where agents and users are told to find the controller: one list for its one machine. */
  servers(): HostPort[][];
}
