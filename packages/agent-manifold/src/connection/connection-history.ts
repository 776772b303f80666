// What one api-caller remembers of its attempts: how often each kind of failure came, and the last
// refusal, which a controller that limits logins must not hide.
import { findApiError } from "@holdfast/api-open";
import { type Clock, errorText, type Random } from "@holdfast/ports";

import { attemptKind, type AttemptKind } from "./attempt-kind.js";
import { LoginPace } from "./login-pace.js";
import {
  afterConnection,
  type CountedKind,
  delayOf,
  type FailureTally,
  tallied,
} from "./reconnect-delays.js";

/** The longest that a controller can have us stay away, in ms. */
const longestAsked = 300_000;

/** What to say of a failure, and when to try again. */
export interface Judgement {
  readonly message: string;
  /** ms until the next attempt. */
  readonly retryAfter: number;
}

/**
 * When an agent tries to connect again, from what its attempts so far have ended with: for manifolds that
 * connect, and are not {@link manifold}, which has one. Each counts for one agent, and outlives its
 * connections.
 */
export class ConnectionHistory {
  readonly #clock: Pick<Clock, "now">;
  readonly #random: Random;
  #tally: FailureTally = {};
  readonly #pace = new LoginPace();
  #refusal: string | undefined;
  #attemptedAt = 0;
  #connectedAt = 0;

  /** @param ports.random - spreads the attempts of many agents */
  constructor(ports: { readonly clock: Pick<Clock, "now">; readonly random: Random }) {
    this.#clock = ports.clock;
    this.#random = ports.random;
  }

  /** An attempt begins: how long it takes counts too. */
  attempt(): void {
    this.#attemptedAt = this.#clock.now();
  }

  /** There is a connection. */
  connected(): void {
    this.#pace.reset();
    this.#connectedAt = this.#clock.now();
    this.#refusal = undefined;
  }

  /** The connection broke: ms until the next attempt. */
  broken(): number {
    this.#tally = afterConnection(this.#tally, this.#clock.now() - this.#connectedAt);
    return this.#delay("broken");
  }

  /** An attempt failed with `error`. */
  failed(error: unknown): Judgement {
    const kind = attemptKind(error);
    this.#tally = tallied(this.#tally, kind);
    const text = errorText(error);
    if (kind === "refused") this.#refusal = text;
    const hidden = kind === "busy" ? this.#refusal : undefined;
    return {
      message: hidden === undefined ? text : `${text} (and before that: ${hidden})`,
      retryAfter: this.#retryAfter(kind, error),
    };
  }

  #retryAfter(kind: AttemptKind, error: unknown): number {
    const now = this.#clock.now();
    const took = now - this.#attemptedAt;
    const random = this.#random;
    if (kind === "busy") {
      return whenTold(error, random) ?? this.#pace.turnedAway(now, took, random);
    }
    const paced = kind === "unreachable" ? this.#pace.unanswered(now, took, random) : undefined;
    return paced ?? this.#delay(kind);
  }

  #delay(kind: CountedKind): number {
    return delayOf(kind, this.#tally[kind] ?? 1, this.#random);
  }
}

/**
 * What our own controller says with `try again`: ms after which it will have a login for us. Who is told
 * of a time far away comes sooner to see whether it is still so, and loses nothing by it.
 */
function whenTold(error: unknown, random: Random): number | undefined {
  const info = findApiError(error, "try again")?.info;
  const ms =
    typeof info === "object" && info !== null ? Reflect.get(info, "retry-after-ms") : undefined;
  if (typeof ms !== "number" || !(ms >= 0)) return undefined;
  return ms <= longestAsked ? ms : Math.round(longestAsked * (0.5 + 0.5 * random()));
}
