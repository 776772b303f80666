import type { LogFields, Logger } from "@holdfast/ports";

import { STRANGERS } from "../bounds.js";
import { TokenBucket } from "./token-bucket.js";

/** Tells of refused logins, but not of every one where a stranger makes thousands of them. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #lines: TokenBucket;
  #untold = 0;

  /** @param now - ms of a clock that is never set back */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#lines = new TokenBucket(STRANGERS.refusalLines, now);
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
