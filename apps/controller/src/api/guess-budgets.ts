import { LRUCache } from "lru-cache";

import { tryAgain } from "./api-errors.js";
import { type RateLimit, TokenBucket } from "./token-bucket.js";

/** Wrong passwords that one network may offer for agents: 40 at once, then 4 a second, as logins may. */
const AGENTS_OF_A_NETWORK: RateLimit = { max: 40, interval: 250 };
/** The same for users, whose passwords people think up, and whose checks take a tenth of a second. */
const USERS_OF_A_NETWORK: RateLimit = { max: 10, interval: 1000 };
/** Wrong passwords for one user, from wherever they come. */
const ONE_USER: RateLimit = { max: 20, interval: 5000 };
/** Wrong passwords from where that same user or agent has got in before: strangers beside it do not keep it out. */
const AT_HOME: RateLimit = { max: 10, interval: 1000 };

/** How many networks, users, and users or agents where they are at home, are remembered; the longest unheard of go first. */
const REMEMBERED = 20_000;

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
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: REMEMBERED });
  readonly #atHome = new LRUCache<string, TokenBucket>({ max: REMEMBERED });

  /** @param now - ms of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws ApiError `try again` where no guess is left: the password is not to be looked at */
  take(attempt: Attempt): TakenGuess {
    const { kind, who, network } = attempt;
    const home = `${kind} ${who} ${network}`;
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
      if (!this.#atHome.has(home)) this.#atHome.set(home, new TokenBucket(AT_HOME, this.#now));
    };
    return { right, unseen };
  }

  #bucketsOf(
    { kind, who, network }: Attempt,
    atHome: TokenBucket | undefined,
  ): readonly TokenBucket[] {
    if (atHome !== undefined) return [atHome];
    if (kind === "agent") return [this.#bucket(`agents ${network}`, AGENTS_OF_A_NETWORK)];
    return [
      this.#bucket(`users ${network}`, USERS_OF_A_NETWORK),
      this.#bucket(`user ${who}`, ONE_USER),
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
