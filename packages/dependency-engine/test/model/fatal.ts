/** What ends a whole engine; of two, the one of the higher rank. */
export class FatalError extends Error {
  readonly rank: number;

  constructor(rank: number) {
    super(`fatal, of rank ${rank}`);
    this.rank = rank;
  }
}

/** Of two that ended an engine, or would have, the one that counts. */
export function worse(first: unknown, second: unknown): unknown {
  const rank = (error: unknown): number => (error instanceof FatalError ? error.rank : 0);
  return rank(first) > rank(second) ? first : second;
}
