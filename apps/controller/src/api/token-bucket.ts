import { LOGINS } from "../bounds.js";

/** How many logins of agents are let through. */
export interface RateLimit {
  /** How many at once; 0 switches the limit off. */
  readonly max: number;
  /** ms until there is room for another. */
  readonly interval: number;
}

/** Juju's own: `agent-ratelimit-max` and `agent-ratelimit-rate`. */
export const DEFAULT_RATE_LIMIT: RateLimit = LOGINS.ofAgents;

/** A bucket of tokens that fills by time. It sets no timer: what it gained since is counted when asked. */
export class TokenBucket {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  #tokens: number;
  #countedAt: number;

  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#tokens = limit.max;
    this.#countedAt = now();
  }

  /** Takes a token; false where there is none. */
  take(): boolean {
    if (this.#limit.max === 0) return true;
    this.#fill();
    if (this.#tokens === 0) return false;
    this.#tokens -= 1;
    return true;
  }

  /** How many tokens there are. */
  tokens(): number {
    this.#fill();
    return this.#tokens;
  }

  /** When the next token comes in. */
  nextAt(): number {
    this.#fill();
    return this.#countedAt + this.#limit.interval;
  }

  /** Puts a token back that was taken for nothing. */
  giveBack(): void {
    this.#tokens = Math.min(this.#limit.max, this.#tokens + 1);
  }

  #fill(): void {
    const { max, interval } = this.#limit;
    const now = this.#now();
    const gained = Math.floor((now - this.#countedAt) / interval);
    if (gained <= 0) return;
    this.#tokens = Math.min(max, this.#tokens + gained);
    // A full bucket gathers nothing towards its next token.
    this.#countedAt = this.#tokens === max ? now : this.#countedAt + gained * interval;
  }
}
