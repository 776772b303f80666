import { type Clock, abortable } from "@holdfast/ports";

/** ms that a commit, or a look at what others committed, waits for a PostgreSQL that is away. */
const ANSWER_LIMIT = 10_000;

export interface Limit {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** What it ends with where the time is up. */
  readonly late: () => unknown;
}

/** A promise for whoever waits for PostgreSQL: it ends after {@link ANSWER_LIMIT} at the latest. */
export function withinLimit<T>(
  { clock, signal, late }: Limit,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return abortable<T>(signal, (resolve, reject) => {
    const timer = clock.setTimeout(() => reject(late()), ANSWER_LIMIT);
    const leave = begin(resolve, reject);
    return () => {
      clock.clearTimeout(timer);
      leave();
    };
  });
}
