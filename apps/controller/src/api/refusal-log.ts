import type { LogFields, Logger } from "@holdfast/ports";

import { type RateLimit, TokenBucket } from "./token-bucket.js";

/** Lines about refused logins: 20 at once, then one a second. */
const LINES: RateLimit = { max: 20, interval: 1000 };

/** Tells of refused logins, but not of every one where a stranger makes thousands of them. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #lines: TokenBucket;
  #untold = 0;

  /** @param now - ms of a clock that is never set back */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#lines = new TokenBucket(LINES, now);
  }

  /** A line, or one more in the count that the next line ends with. */
  refused(fields: LogFields): void {
    if (!this.#lines.take()) {
      this.#untold += 1;
      return;
    }
    const untold = this.#untold;
    this.#untold = 0;
    this.#logger.info("login refused", untold === 0 ? fields : { ...fields, untold });
  }
}
