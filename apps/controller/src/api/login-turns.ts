// The limit on logins of agents, and whose turn it is. Who finds no token is told when to come again: the
// time of a token that is nobody else's. Come then, it finds it there, whoever has come meanwhile; a crowd
// of any size so takes each token as it comes, and asks twice.
import { type RateLimit, TokenBucket } from "./token-bucket.js";

/** ms for which a token waits for whom it was promised. */
const kept = 10_000;

/** A {@link TokenBucket} whose tokens may be promised. It sets no timer. */
export class LoginTurns {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  /** When it is whose turn, in order of time. */
  readonly #turns = new Map<string, number>();
  #lastTurn = -Infinity;

  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#bucket = new TokenBucket(limit, now);
  }

  /**
   * A login of `who`: undefined where it is let in; otherwise the ms after which to come again.
   * Asking again, before its turn, loses nobody the turn, and gains nothing either.
   */
  take(who: string): number | undefined {
    const now = this.#now();
    this.#forget(now);
    const turn = this.#turns.get(who);
    const isTurn = turn !== undefined && turn <= now;
    if ((isTurn || this.#isSpare(now)) && this.#bucket.take()) {
      this.#turns.delete(who);
      return undefined;
    }
    if (turn !== undefined && !isTurn) return turn - now;
    this.#turns.delete(who);
    const next = Math.max(this.#bucket.nextAt(), this.#lastTurn + this.#limit.interval, now);
    this.#turns.set(who, next);
    this.#lastTurn = next;
    return next - now;
  }

  /** Whether there is a token for who has no turn yet: a full bucket is one that nobody comes for. */
  #isSpare(now: number): boolean {
    const tokens = this.#bucket.tokens();
    if (tokens >= this.#limit.max) return true;
    let due = 0;
    for (const turn of this.#turns.values()) {
      if (turn > now || due >= tokens) break;
      due += 1;
    }
    return due < tokens;
  }

  #forget(now: number): void {
    for (const [who, turn] of this.#turns) {
      if (turn + kept > now) return;
      this.#turns.delete(who);
    }
  }
}
