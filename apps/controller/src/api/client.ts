/** Who is at the other end of a connection, as far as that shows before anybody logs in. */
export interface Client {
  /** host:port */
  readonly address: string;
  /** The network that it is in. */
  readonly network: string;
  /** Which version it says it is of: whatever it likes, and undefined where it does not. */
  readonly version: string | undefined;
}
