// What a herd's return was like, beside the best that the limit on logins allows.
import type { RateLimit } from "@holdfast/controller";

import type { HerdRun } from "./simulate-herd.js";

export interface HerdFigures {
  readonly agents: number;
  /** How many were back in the end. */
  readonly back: number;
  /** The least time in which the limit lets them all in, and what it took; in ms. */
  readonly least: number;
  readonly took: number;
  /** The most logins a second, over any 5 s, for each of the ideal rate; 0 where all may come at once. */
  readonly peakLogins: number;
  /** Dials of each agent until it was back. */
  readonly dialsEach: number;
  /** The most dials in any second, and in any since every agent was answered once. */
  readonly peakDials: number;
  readonly laterDials: number;
}

/** The least time in which a limit lets so many in, in ms. */
export function leastTime(agents: number, { max, interval }: RateLimit): number {
  return max === 0 ? 0 : Math.max(0, agents - max) * interval;
}

/** The most of `times`, which are in order, that lie in any stretch of `ms`. */
export function mostWithin(times: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  for (const [at, time] of times.entries()) {
    while ((times[first] ?? time) < time - ms) first++;
    most = Math.max(most, at - first + 1);
  }
  return most;
}

/** ms over which a rate of logins is taken: shorter, and the limit's own ten at once are all that is seen. */
const window = 5000;

export function figuresOf(run: HerdRun, agents: number, limit: RateLimit): HerdFigures {
  const least = leastTime(agents, limit);
  const { back, dials, allAnswered } = run;
  return {
    agents,
    back: back.length,
    least,
    took: back.length < agents ? Infinity : (back.at(-1) ?? 0),
    peakLogins: least < window ? 0 : (mostWithin(back, window) / window / agents) * least,
    dialsEach: dials.length / agents,
    peakDials: mostWithin(dials, 1000),
    laterDials: mostWithin(
      dials.filter((at) => at > allAnswered),
      1000,
    ),
  };
}
