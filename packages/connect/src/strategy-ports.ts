import type { Clock, Logger, Random } from "@holdfast/ports";

import type { ConnectPolicy } from "./connect-policy.js";

/** What an agent hands to each strategy. Spread it into the blocks that take them: `{ ...ports }`. */
export interface StrategyPorts {
  /** How long to dial, to wait for provisioning, and to be patient with refusals. */
  readonly policy: ConnectPolicy;
  /** Time: what measures or waits uses this one, so that tests need no real time. */
  readonly clock: Clock;
  /** Where a strategy says what it does. Never a password. */
  readonly logger: Logger;
  /** Chance, never for secrets. */
  readonly random: Random;
}
