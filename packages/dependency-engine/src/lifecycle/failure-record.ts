import type { Intensity, RestartPolicy } from "../contract/restart-policy.js";

/** Each policy counts for itself. */
export type FailureCounts = ReadonlyMap<RestartPolicy, readonly number[]>;

/** What is remembered of a manifold's failures, to decide about the next one. */
export interface FailureRecord {
  /** Errors and bounces since it last ran for long enough. */
  readonly inARow: number;
  /** When it failed, for each policy that counts, within its window; oldest first. */
  readonly counts: FailureCounts;
  /** ms that its dependents have waited for starts in vain, and for the delays between them. */
  readonly waitedMs: number;
}

const NEVER: readonly number[] = [];

export const NO_FAILURES: FailureRecord = { inARow: 0, counts: new Map(), waitedMs: 0 };

/** Nobody waits for one that is up; what it failed before is remembered. */
export function afterStart(failures: FailureRecord): FailureRecord {
  return failures.waitedMs === 0 ? failures : { ...failures, waitedMs: 0 };
}

/** What replaces a manifold has no failures of its own yet; its dependents wait on. */
export function afterReplacement({ waitedMs }: FailureRecord): FailureRecord {
  return waitedMs === 0 ? NO_FAILURES : { ...NO_FAILURES, waitedMs };
}

/** Failures within a window, and what follows where there was one too many. */
export interface CountedFailures {
  readonly times: readonly number[];
  readonly excess: Intensity["next"] | undefined;
}

/**
 * Counts a failure at `now` in the sliding window of `intensity`. One too many empties it: the count
 * begins anew.
 */
export function countFailure(
  times: readonly number[],
  intensity: Intensity,
  now: number,
): CountedFailures {
  const recent = times.filter((time) => time > now - intensity.within).concat(now);
  return recent.length <= intensity.failures
    ? { times: recent, excess: undefined }
    : { times: NEVER, excess: intensity.next };
}

/** What is remembered after a failure that `policy` is for, and what follows where it was one too many. */
export interface PolicyCount {
  readonly counts: FailureCounts;
  readonly excess: Intensity["next"] | undefined;
}

/** Counts a failure at `now` for the policy that is for it. Without an intensity nothing is counted. */
export function countForPolicy(
  counts: FailureCounts,
  policy: RestartPolicy,
  now: number,
): PolicyCount {
  if (policy.intensity === undefined) return { counts, excess: undefined };
  const { times, excess } = countFailure(counts.get(policy) ?? NEVER, policy.intensity, now);
  return { counts: new Map(counts).set(policy, times), excess };
}
