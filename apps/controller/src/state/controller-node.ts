/** The id of the controller whose state is in a file: there is no other. */
export const ONLY_CONTROLLER = "0";

/** One of the controllers that serve a state: each has an address and a certificate of its own. */
export interface ControllerNode {
  readonly id: string;
  /** Where it listened last, host:port: agents know this address. */
  readonly listenAddress: string | undefined;
  /** Where it can be reached from other machines, host:port each; the first is the best. */
  readonly addresses: readonly string[];
  /** What its server shows, PEM. */
  readonly serverCert: string | undefined;
  /** Its own version, such as `0.1.0`. */
  readonly version: string | undefined;
  /** When it was started last: ms since the epoch. */
  readonly startedAt: number | undefined;
}
