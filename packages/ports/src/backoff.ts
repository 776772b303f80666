/** How delays grow, as a value: exponential backoff with a cap and jitter. Times in ms. */
export interface Backoff {
  /** The first delay; 0 starts again at once, every time. */
  readonly delay: number;
  /** What each further error in a row multiplies it by. Default 1: it stays as it is. */
  readonly factor?: number;
  /** What no delay exceeds, before jitter. Default: no limit. */
  readonly cap?: number;
  /** How long, in ms, a worker must have run for its earlier errors to be forgotten. Default 0. */
  readonly reset?: number;
  /** Default: a tenth to either side. */
  readonly jitter?: Jitter;
}

/** How chance spreads a delay, so that a thousand agents which lost one controller come back apart. */
export type Jitter =
  | { readonly kind: "none" }
  /** By at most this fraction of the delay, to either side. */
  | { readonly kind: "bounded"; readonly spread: number }
  /** Anywhere between 0 and the delay. */
  | { readonly kind: "full" };

const TENTH: Jitter = { kind: "bounded", spread: 0.1 };

/**
 * The delay, in whole ms, before the start that follows `errors` errors in a row.
 *
 * @param random - from 0 to 1
 */
export function delayAfter(errors: number, backoff: Backoff, random: () => number): number {
  const { delay, factor = 1, cap = Infinity, jitter = TENTH } = backoff;
  if (delay <= 0) return 0;
  const grown = Math.min(delay * factor ** Math.max(0, errors - 1), cap);
  switch (jitter.kind) {
    case "none":
      return Math.round(grown);
    case "bounded":
      return Math.round(grown * (1 - jitter.spread + 2 * jitter.spread * random()));
    case "full":
      return Math.round(grown * random());
  }
}
