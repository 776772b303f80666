/** What a delay depends on. Times in ms. */
export interface Backoff {
  readonly factor: number;
  readonly max: number;
  readonly random: () => number;
}

/**
 * The delay before the next start after `errors` errors in a row: `base` times the factor for each
 * but the first, capped, then spread by a tenth to either side so that a thousand agents which lost
 * one controller do not come back as one. A base of 0 stays 0.
 */
export function delayAfter(base: number, errors: number, backoff: Backoff): number {
  if (base <= 0) return 0;
  const { factor, max, random } = backoff;
  const grown = factor > 0 && errors > 1 ? base * factor ** (errors - 1) : base;
  const capped = max > 0 ? Math.min(grown, max) : grown;
  return Math.round(capped * (0.9 + 0.2 * random()));
}
