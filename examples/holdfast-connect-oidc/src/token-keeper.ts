import { type Clock, type Logger, sleep } from "@holdfast/connect";

import type { AccessToken } from "./token-request.ts";

export interface TokenKeeperOptions {
  /** The share of a token's life, 0 to 1, after which another is asked for. */
  readonly renewAfter: number;
}

interface Kept {
  readonly value: string;
  /** By the clock's now(). */
  readonly renewAt: number;
  readonly goodUntil: number;
}

const second = 1000;
/** ms between two attempts to renew a token while a connection is open. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [5 * second, 60 * second];

/** Has a token that is good whenever one is asked for, renewed before it expires. */
export class TokenKeeper {
  readonly #request: (signal?: AbortSignal) => Promise<AccessToken>;
  readonly #options: TokenKeeperOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #kept: Kept | undefined;

  constructor(
    request: (signal?: AbortSignal) => Promise<AccessToken>,
    options: TokenKeeperOptions,
    ports: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#request = request;
    this.#options = options;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
  }

  /**
   * A token to show now. Where another is due and the issuer gives none, the one that is still good.
   *
   * @param rejected - one that the controller has just called invalid
   */
  async token(signal?: AbortSignal, rejected?: string): Promise<string> {
    if (this.#kept?.value === rejected) this.#kept = undefined;
    const kept = this.#kept;
    if (kept !== undefined && this.#clock.now() < kept.renewAt) return kept.value;
    try {
      return (await this.#renew(signal)).value;
    } catch (error) {
      signal?.throwIfAborted();
      if (kept === undefined || this.#clock.now() >= kept.goodUntil) throw error;
      this.#logger.warn("the access token was not renewed; the one before is still good", {
        error,
      });
      return kept.value;
    }
  }

  /**
   * Renews the token in time for as long as `signal` lets it, so that the next login and the next stream
   * need not wait for the issuer, nor find it away. A failure is logged and tried again.
   */
  async keepFresh(signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#untilDue(), { clock: this.#clock, signal });
      try {
        if (this.#untilDue() <= SHORTEST_PAUSE) await this.#renew(signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#logger.warn("the access token was not renewed; it is tried again", { error });
      }
    }
  }

  /** ms until it is time to renew, or to look again. */
  #untilDue(): number {
    const due = this.#kept === undefined ? 0 : this.#kept.renewAt - this.#clock.now();
    return Math.min(Math.max(due, SHORTEST_PAUSE), LONGEST_PAUSE);
  }

  async #renew(signal?: AbortSignal): Promise<Kept> {
    const asked = this.#clock.now();
    const { value, lifetime } = await this.#request(signal);
    const renewAt = asked + lifetime * this.#options.renewAfter;
    this.#kept = { value, renewAt, goodUntil: asked + lifetime };
    return this.#kept;
  }
}
