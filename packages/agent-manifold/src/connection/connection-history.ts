// What one api-caller remembers of its attempts: how often each kind of failure came, and the last
// refusal, which a controller that limits logins must not hide.
import { findApiError } from "@holdfast/api-open";
import { type Clock, errorText, type Random } from "@holdfast/ports";

import { attemptKind, type AttemptKind } from "./attempt-kind.js";
import { afterConnection, delayOf, type FailureTally, tallied } from "./reconnect-delays.js";

/** The longest that a controller may ask us to stay away, in ms. */
const longestAsked = 120_000;

/** What to say of a failure, and when to try again. */
export interface Judgement {
  readonly message: string;
  /** ms until the next attempt. */
  readonly retryAfter: number;
}

export class ConnectionHistory {
  readonly #clock: Clock;
  readonly #random: Random;
  #tally: FailureTally = {};
  #refusal: string | undefined;
  #connectedAt = 0;

  constructor(ports: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = ports.clock;
    this.#random = ports.random;
  }

  /** There is a connection. */
  connected(): void {
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
      retryAfter: (kind === "busy" ? askedFor(error) : undefined) ?? this.#delay(kind),
    };
  }

  #delay(kind: AttemptKind): number {
    return delayOf(kind, this.#tally[kind] ?? 1, this.#random);
  }
}

/** What our own controller says with `try again`: ms after which it will have a login to spare. */
function askedFor(error: unknown): number | undefined {
  const info = findApiError(error, "try again")?.info;
  const ms =
    typeof info === "object" && info !== null ? Reflect.get(info, "retry-after-ms") : undefined;
  return typeof ms === "number" && ms >= 0 ? Math.min(ms, longestAsked) : undefined;
}
