// When to try again, from what the attempts so far have ended with. What was learnt while nobody
// answered says nothing about a controller that answers, and the other way round: each kind of failure
// counts for itself, and a connection ends all counts (but for that of connections that break at once).
import type { Random } from "@holdfast/ports";

import type { AttemptKind } from "./attempt-kind.js";

/** How the delays after one kind of failure grow, in ms: each before chance shortens it. */
interface Growth {
  readonly first: number;
  readonly factor: number;
  readonly cap: number;
  /** Anywhere up to the delay; or within a fifth of it. */
  readonly spread: "full" | "fifth";
}

/** Those whose delays grow by how often they came; of a limit on logins the pace depends on more. */
export type CountedKind = Exclude<AttemptKind, "busy">;

const second = 1000;

const growths: Readonly<Record<CountedKind, Growth>> = {
  broken: { first: 150, factor: 1.6, cap: 30 * second, spread: "full" },
  unreachable: { first: 200, factor: 1.03, cap: 120 * second, spread: "full" },
  "not admitted yet": { first: 5 * second, factor: 1.2, cap: 30 * second, spread: "fifth" },
  refused: { first: 5 * second, factor: 1.5, cap: 300 * second, spread: "fifth" },
  answered: { first: 2 * second, factor: 1.3, cap: 60 * second, spread: "fifth" },
  untrusted: { first: 2 * second, factor: 1.3, cap: 60 * second, spread: "fifth" },
  unusable: { first: 5 * second, factor: 1.5, cap: 120 * second, spread: "fifth" },
};

/** How often each kind of failure came since there was a connection. */
export type FailureTally = Readonly<Partial<Record<AttemptKind, number>>>;

/** The tally after one more failure. */
export function tallied(before: FailureTally, kind: AttemptKind): FailureTally {
  const count = (before[kind] ?? 0) + 1;
  // Somebody answers again, or nobody does any more: the other one's growth means nothing now.
  if (kind === "unreachable") return { ...before, answered: 0, unreachable: count };
  return { ...before, unreachable: 0, [kind]: count };
}

/** How long a connection must have lasted for its end to be no sign of one that always breaks, in ms. */
const lasting = 5 * second;

/** The tally after a connection that lasted `ms` and then broke. */
export function afterConnection(before: FailureTally, ms: number): FailureTally {
  return ms >= lasting ? { broken: 1 } : { broken: (before.broken ?? 0) + 1 };
}

/** ms until the next attempt, after the `count`th failure of this kind. */
export function delayOf(kind: CountedKind, count: number, random: Random): number {
  const { first, factor, cap, spread } = growths[kind];
  const delay = Math.min(first * factor ** Math.max(0, count - 1), cap);
  const [from, to] = spread === "full" ? [0, delay] : [0.8 * delay, 1.2 * delay];
  return Math.round(from + (to - from) * random());
}
