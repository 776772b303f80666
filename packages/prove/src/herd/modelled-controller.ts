// A controller as agents that dial it see it: away, or there and handling one dial after the other, with
// the controller's own limit on logins. What an agent has given up it handles all the same, as a real one does: TLS
// does not know that nobody listens any more.
import { ApiError, ConnectError, DialTimeoutError } from "@holdfast/api-open";
import { LoginTurns, type RateLimit, TokenBucket } from "@holdfast/controller";

import type { EventQueue } from "./event-queue.js";

/** How a controller is, and how it is reached. */
export interface ControllerKind {
  readonly limit: RateLimit;
  /** Whether it tells with `try again` when to come again, as ours does, and a real Juju does not. */
  readonly tellsWhen: boolean;
  /** ms of its only core for each dial: TCP, TLS, WebSocket and the answer to the login. */
  readonly dialCost: number;
  /** ms to it and back. */
  readonly roundTrip: number;
}

/** ms after which an agent gives a dial up: Juju's, and ours. */
const dialTimeout = 3000;

const address = "10.0.0.1:17070";
const away = new ConnectError(address, { cause: new Error("connection refused") });
const timedOut = new DialTimeoutError(address, dialTimeout);
const tryAgain = new ApiError("try again", { code: "try again" });

export class ModelledController {
  readonly #queue: EventQueue;
  readonly #kind: ControllerKind;
  /** Undefined for a login that is let in, the answer to any other; undefined itself while it is away. */
  #login: ((who: string) => Error | undefined) | undefined;
  /** When it will have handled every dial that has arrived. */
  #idleAt = 0;
  /** When each dial arrived that it was there for, and when each login was let in. */
  readonly dials: number[] = [];
  readonly logins: number[] = [];

  constructor(queue: EventQueue, kind: ControllerKind) {
    this.#queue = queue;
    this.#kind = kind;
  }

  /** It is there from now on. */
  start(): void {
    const { limit, tellsWhen } = this.#kind;
    this.#login = (tellsWhen ? telling : silent)(limit, () => this.#queue.now());
    this.#idleAt = this.#queue.now();
  }

  /** `who` dials, and logs in. */
  dial(who: string, ends: (error?: Error) => void): void {
    const { dialCost, roundTrip } = this.#kind;
    const login = this.#login;
    if (login === undefined) {
      this.#queue.after(roundTrip, () => ends(away));
      return;
    }
    const now = this.#queue.now();
    this.dials.push(now);
    this.#idleAt = Math.max(this.#idleAt, now) + dialCost;
    const takes = this.#idleAt - now + roundTrip;
    if (takes > dialTimeout) this.#queue.after(dialTimeout, () => ends(timedOut));
    else this.#queue.after(takes, () => ends(this.#answer(login(who))));
  }

  #answer(error: Error | undefined): Error | undefined {
    if (error === undefined) this.logins.push(this.#queue.now());
    return error;
  }
}

/** Ours: each agent is told of its turn. */
function telling(limit: RateLimit, now: () => number): (who: string) => Error | undefined {
  const turns = new LoginTurns(limit, now);
  return (who) => {
    const wait = turns.take(who);
    if (wait === undefined) return undefined;
    return new ApiError("try again", { code: "try again", info: { "retry-after-ms": wait } });
  };
}

/** A real Juju's. */
function silent(limit: RateLimit, now: () => number): () => Error | undefined {
  const bucket = new TokenBucket(limit, now);
  return () => (bucket.take() ? undefined : tryAgain);
}
