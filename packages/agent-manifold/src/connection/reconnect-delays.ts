// When to try again, from what the attempts so far have ended with. What was learnt while nobody
// answered says nothing about a controller that answers, and the other way round: each kind of failure
// counts for itself, and a connection ends all counts (but for that of connections that break at once).
//
// The windows of `busy` are for Juju's limit on logins (ten at once, then four a second): a hundred
// agents that are told `try again` together spread over 23 s, which is little more than the limit takes to
// admit them, and the few that meet it again over 3 s. None comes again within a second: the limit has
// nothing to give then, and who comes all the same only meets it again.
import type { Random } from "@holdfast/ports";

import type { AttemptKind } from "./attempt-kind.js";

/** How the delays after one kind of failure grow, in ms: each before chance shortens it. */
interface Growth {
  /** The first delays; further ones grow from the last of these. */
  readonly first: readonly [number, ...number[]];
  readonly factor: number;
  readonly cap: number;
  /** Anywhere between `least` and the delay; or within a fifth of it. */
  readonly spread: "full" | "fifth";
  /** Nothing, where it is left out. */
  readonly least?: number;
}

const second = 1000;

const growths: Readonly<Record<AttemptKind, Growth>> = {
  broken: { first: [300], factor: 1.6, cap: 30 * second, spread: "full" },
  unreachable: { first: [300], factor: 1.03, cap: 120 * second, spread: "full" },
  busy: {
    first: [23 * second, 3 * second, 3 * second],
    factor: 1.25,
    cap: 60 * second,
    spread: "full",
    least: second,
  },
  "not admitted yet": { first: [5 * second], factor: 1.2, cap: 30 * second, spread: "fifth" },
  refused: { first: [5 * second], factor: 1.5, cap: 300 * second, spread: "fifth" },
  answered: { first: [2 * second], factor: 1.3, cap: 60 * second, spread: "fifth" },
  untrusted: { first: [2 * second], factor: 1.3, cap: 60 * second, spread: "fifth" },
  unusable: { first: [5 * second], factor: 1.5, cap: 120 * second, spread: "fifth" },
};

/** How often each kind of failure came since there was a connection. */
export type FailureTally = Readonly<Partial<Record<AttemptKind, number>>>;

/** The tally after one more failure. */
export function tallied(before: FailureTally, kind: AttemptKind): FailureTally {
  const count = (before[kind] ?? 0) + 1;
  // Somebody answers again, or nobody does any more: the other one's growth means nothing now.
  if (kind === "unreachable") return { ...before, busy: 0, answered: 0, unreachable: count };
  return { ...before, unreachable: 0, [kind]: count };
}

/** How long a connection must have lasted for its end to be no sign of one that always breaks, in ms. */
const lasting = 5 * second;

/** The tally after a connection that lasted `ms` and then broke. */
export function afterConnection(before: FailureTally, ms: number): FailureTally {
  return ms >= lasting ? { broken: 1 } : { broken: (before.broken ?? 0) + 1 };
}

/** ms until the next attempt, after the `count`th failure of this kind. */
export function delayOf(kind: AttemptKind, count: number, random: Random): number {
  const { first, factor, cap, spread, least = 0 } = growths[kind];
  const at = Math.min(count, first.length) - 1;
  const base = (first[at] ?? first[0]) * factor ** Math.max(0, count - first.length);
  const delay = Math.min(base, cap);
  const [from, to] = spread === "full" ? [least, delay] : [0.8 * delay, 1.2 * delay];
  return Math.round(from + (to - from) * random());
}
