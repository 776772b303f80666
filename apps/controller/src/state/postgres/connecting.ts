import {
  type Backoff,
  type Clock,
  type Logger,
  type Random,
  delayAfter,
  sleep,
} from "@holdfast/ports";

import type { Link } from "./link.js";
import { passes, postgresFailure } from "./postgres-failure.js";
import type { PostgresTarget } from "./postgres-target.js";

/** ms between two attempts: whoever waits waits for seconds, and many controllers come back at once. */
const BACKOFF: Backoff = { delay: 50, factor: 2, cap: 2000, jitter: { kind: "full" } };

export interface ConnectingOptions {
  readonly target: PostgresTarget;
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A connection that is made again whenever it is lost, for one work at a time. */
export class Connecting {
  readonly #options: ConnectingOptions;
  #link: Link | undefined;
  #failures = 0;
  #failure: unknown;

  constructor(options: ConnectingOptions, link?: Link) {
    this.#options = options;
    this.#link = link;
  }

  /** What went wrong last, for the operator's eyes. */
  failure(doing: string): Error {
    return postgresFailure(
      doing,
      this.#options.target.shown,
      this.#failure ?? new Error("no answer yet"),
    );
  }

  /**
   * Does the work once, on a connection that is there or is made, and waits before it returns where that failed.
   *
   * @returns whether it succeeded; `lasting` where it will not before somebody does something
   */
  async attempt(work: (link: Link) => Promise<void>): Promise<"done" | "failed" | "lasting"> {
    const { target, name, clock, random, logger, signal } = this.#options;
    try {
      if (this.#link?.lost.aborted !== false) this.#link = await target.connect(name, signal);
      await work(this.#link);
      if (this.#failures > 0) logger.info("the store answers again", { store: target.shown });
      this.#failures = 0;
      this.#failure = undefined;
      return "done";
    } catch (error) {
      this.#link?.destroy(error);
      if (signal.aborted) return "failed";
      this.#failure = error;
      this.#failures += 1;
      if (this.#failures === 1) {
        logger.warn("the store does not answer; trying again", {
          error: this.failure("cannot use"),
        });
      }
      await sleep(delayAfter(this.#failures, BACKOFF, random), { clock, signal }).catch(
        () => undefined,
      );
      return passes(error) ? "failed" : "lasting";
    }
  }

  /** Takes leave, or breaks off what does not answer within so many ms. */
  async end(limit: number): Promise<void> {
    const link = this.#link;
    if (link?.lost.aborted === false) await link.end(limit);
  }

  destroy(): void {
    this.#link?.destroy(undefined);
  }
}
