import { createHash } from "node:crypto";

import { LRUCache } from "lru-cache";

import { GUESSES } from "../bounds.js";
import { tryAgain } from "./api-errors.js";
import { type RateLimit, TokenBucket } from "./token-bucket.js";

/** Who tries to log in, and from where. */
export interface Attempt {
  readonly kind: "agent" | "user";
  /** The name of whom it says to be: of a user, or of an agent with its model. */
  readonly who: string;
  /** The network that it comes from. */
  readonly network: string;
}

/** What an attempt took from the budgets. */
export interface TakenGuess {
  /** The password was right: the guess is given back, and whoever it was is at home there from now on. */
  right(): void;
  /** The password was not looked at: the guess is given back. */
  unseen(): void;
}

/**
 * How many wrong passwords are looked at. A guess is taken before a password is looked at, since many
 * may be looked at at the same time, and given back where it was right: only failures cost.
 */
export class GuessBudgets {
  readonly #now: () => number;
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: GUESSES.remembered });
  readonly #atHome = new LRUCache<string, TokenBucket>({ max: GUESSES.remembered });

  /** @param now - ms of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws ApiError `try again` where no guess is left: the password is not to be looked at */
  take(attempt: Attempt): TakenGuess {
    const { kind, who, network } = attempt;
    const home = remembered(`${kind} ${who} ${network}`);
    const buckets = this.#bucketsOf(attempt, this.#atHome.get(home));
    const taken: TokenBucket[] = [];
    const unseen = (): void => {
      for (const bucket of taken.splice(0)) bucket.giveBack();
    };
    for (const bucket of buckets) {
      if (!bucket.take()) {
        unseen();
        throw tryAgain();
      }
      taken.push(bucket);
    }
    const right = (): void => {
      unseen();
      if (!this.#atHome.has(home))
        this.#atHome.set(home, new TokenBucket(GUESSES.atHome, this.#now));
    };
    return { right, unseen };
  }

  #bucketsOf(
    { kind, who, network }: Attempt,
    atHome: TokenBucket | undefined,
  ): readonly TokenBucket[] {
    if (atHome !== undefined) return [atHome];
    if (kind === "agent") return [this.#bucket(`agents ${network}`, GUESSES.agentsOfNetwork)];
    return [
      this.#bucket(`users ${network}`, GUESSES.usersOfNetwork),
      this.#bucket(remembered(`user ${who}`), GUESSES.ofUser),
    ];
  }

  #bucket(name: string, limit: RateLimit): TokenBucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(limit, this.#now);
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

/** A stranger chooses the name of whom it says to be, and may choose a long one. */
function remembered(name: string): string {
  if (name.length <= GUESSES.name) return name;
  return createHash("sha256").update(name).digest("base64url");
}
