import type { HostPort } from "@holdfast/facades";
import type { ApiCaller } from "./api-caller.js";

/** An authenticated connection to a controller. Whoever holds it closes it. */
export interface Connection extends ApiCaller, AsyncDisposable {
  /** The address that answered, as it was configured: `host:port`. */
  readonly addr: string;
  /** The address that was connected to; undefined through a proxy, which resolves names itself. */
  readonly ipAddr: string | undefined;
  /** Where the controller says it listens, one list for each machine, what answered first. */
  readonly apiHostPorts: readonly (readonly HostPort[])[];
  readonly publicDnsName: string | undefined;
  /** What a user may do with the controller; undefined for agents. */
  readonly controllerAccess: string | undefined;
  readonly isProxied: boolean;
  /**
   * Whether the connection is gone; asks the controller, with a ping, where nothing says so yet and
   * somebody is logged in.
   */
  isBroken(): Promise<boolean>;
  /**
   * Ends the connection; once it resolves, no timer, socket or listener is left of it. Calls in
   * flight are rejected. Never rejects; may be called any number of times.
   */
  close(): Promise<void>;
}
