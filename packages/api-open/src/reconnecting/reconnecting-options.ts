import type { ApiInfo } from "@holdfast/names";
import type { Backoff } from "@holdfast/ports";

import type { ReconnectingState } from "./reconnecting-state.js";

/** Where to connect, and as whom: a value, or a function that is asked anew before each attempt. */
export type ApiInfoSource = ApiInfo | ((signal: AbortSignal) => ApiInfo | Promise<ApiInfo>);

/** What a reconnecting client does beside what every connection does. */
export interface ReconnectingOptions {
  /** How long to wait between attempts; {@link RECONNECT_BACKOFF} by default. */
  readonly backoff?: Backoff | undefined;
  /**
   * Whether an error is one that trying again cannot mend, which ends the client. By default an info or
   * a certificate that is wrong, and a login that is refused: twice in a row where another secret may
   * come, from a function or a login provider.
   */
  readonly isFatal?: ((error: unknown) => boolean) | undefined;
  /**
   * What a call does while there is no connection: it waits for the next (`"wait"`, the default), bounded
   * by its own `signal` and `timeout`; or is rejected with a ConnectionAwayError at once (`"fail"`).
   */
  readonly whileAway?: "wait" | "fail" | undefined;
  /** Told each state, the first ones included. */
  readonly onState?: ((state: ReconnectingState) => void) | undefined;
}

/** From one second to half a minute; a connection that lasted ten seconds was a good one. */
export const RECONNECT_BACKOFF: Backoff = { delay: 1_000, factor: 2, cap: 30_000, reset: 10_000 };
